/** What is read of a layer by which a router is mounted, of a router that doesn't keep its path. */
export interface MountLayer {
  /** Those of router 2 (express 5). */
  readonly matchers?: readonly ((path: string) => Match | false)[];
  /** That of express 4, with the names of its groups. */
  readonly regexp?: RegExp & { readonly fast_slash?: boolean };
  readonly keys?: readonly { readonly name: string | number }[];
  /** Router 2: it is mounted at `/`, and takes nothing of the path. */
  readonly slash?: boolean;
}

/** What a layer takes of a path. */
interface Match {
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Stands for the value of a parameter; digits, which most expressions for parameters take. */
const PROBE = '81726354';

/** Where a router is mounted, and what its own layers are asked. */
export interface Mount {
  readonly pattern: string;
  readonly rest: string;
}

/**
 * The pattern of a layer before express 5.3, which keeps only what it matches by: found by asking it for the path with one part after
 * the other replaced. One that is taken in the place of another is a parameter's.
 *
 * @returns undefined where it does not match, or has parameters that are not one part of the path each
 */
export function mountOf(layer: MountLayer, path: string): Mount | undefined {
  const found = matchOf(layer, path);
  if (found === undefined) return undefined;
  const parts = found.path.split('/');
  const names = parts.map((part, at) => (part === '' ? undefined : nameOf(layer, parts.with(at, PROBE))));
  if (names.filter((name) => name !== undefined).length < Object.keys(found.params).length) return undefined;
  const pattern = parts.map((part, at) => (names[at] === undefined ? part : `:${names[at]}`)).join('/');
  return { pattern, rest: path.slice(found.path.length) || '/' };
}

/** The parameter that has taken the probe. */
function nameOf(layer: MountLayer, parts: readonly string[]): string | undefined {
  const { params = {} } = matchOf(layer, parts.join('/')) ?? {};
  return Object.keys(params).find((name) => params[name] === PROBE);
}

function matchOf({ matchers, regexp, keys = [], slash }: MountLayer, path: string): Match | undefined {
  if (slash === true || regexp?.fast_slash === true) return { path: '', params: {} };
  for (const matcher of matchers ?? []) {
    const found = matcher(path);
    if (found !== false) return found;
  }
  const found = regexp?.exec(path);
  if (found === undefined || found === null) return undefined;
  const params = keys.map(({ name }, at) => [name, found[at + 1]]);
  return { path: found[0], params: Object.fromEntries(params.filter(([, value]) => value !== undefined)) };
}
