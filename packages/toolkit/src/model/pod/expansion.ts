/** What a name stands for; undefined: it is not known. */
type Lookup = (name: string) => string | undefined;

/**
 * Replaces `$(NAME)` (third_party/forked/golang/expansion Expand). An unknown name stays as it is, `$$` becomes `$`, so
 * that `$$(NAME)` is the literal `$(NAME)`. Values are not looked into again.
 */
export function expand(text: string, lookup: Lookup): string {
  return text.replaceAll(/\$(?:\$|\(([^)]*)\))/gs, (whole, name: string | undefined) =>
    name === undefined ? '$' : (lookup(name) ?? whole),
  );
}

/** The names that `text` refers to and that are not known (pkg/kubelet/container ExpandContainerVolumeMounts). */
export function unknownNames(text: string, lookup: Lookup): string[] {
  const unknown: string[] = [];
  expand(text, (name) => {
    const value = lookup(name);
    if (value === undefined) unknown.push(name);
    return value;
  });
  return unknown;
}
