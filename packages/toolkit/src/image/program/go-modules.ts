/** A module that is linked into a Go program. */
export interface GoModule {
  readonly name: string;
  /** Undefined for a folder that stands in for the module: it has none. */
  readonly version: string | undefined;
}

/** A replacement that is a folder begins so (go.dev/ref/mod, "replace directive"). */
const isFolder = /^\.{0,2}\//;

/**
 * The modules that are linked into a binary, of what `go version -m` prints. Of a module that is replaced, the other one, or the
 * module without a version where a folder stands in for it.
 */
export function goModulesOf(text: string): GoModule[] {
  const linked = text.matchAll(/^\tdep\t(\S+)\t(\S+).*(?:\n\t=>\t(\S+)\t(\S+))?/gm);
  return [...linked].map(([, name = '', version, by, byVersion]) => {
    if (by === undefined) return { name, version };
    return isFolder.test(by) ? { name, version: undefined } : { name: by, version: byVersion };
  });
}
