/** What the bundler tells of a module, by its id. */
type ImportsOf = (id: string) => {
  readonly importedIds: readonly string[];
  readonly dynamicallyImportedIds: readonly string[];
} | null;

/** The chunk of everything from packages that is there from the start. */
export const VENDOR = 'vendor';

/**
 * Names the chunks of modules from packages: one for all that the entries import, and one for each part that is imported only
 * when it is needed, so that a service does not read a client of S3 to start. Parts that share modules are one.
 */
export function vendorChunks(entries: readonly string[], ask: ImportsOf): (id: string) => string {
  const importsOf = once(ask);
  const atOnce = (id: string) => importsOf(id)?.importedIds ?? [];
  const later = (id: string) => importsOf(id)?.dynamicallyImportedIds ?? [];
  const atStart = reachable(entries, atOnce);
  const all = reachable(entries, (id) => [...atOnce(id), ...later(id)]);
  const chunkOf = new Map<string, string>();
  // In an order that does not depend on the machine.
  for (const root of [...new Set([...all].flatMap(later))].toSorted()) {
    if (atStart.has(root)) continue;
    const part = reachable([root], atOnce, (id) => atStart.has(id));
    const names = [...new Set([...part].flatMap((id) => chunkOf.get(id) ?? []))].toSorted();
    const [name = `${VENDOR}-${packageOf(root)}`, ...merged] = names;
    for (const [id, its] of chunkOf) if (merged.includes(its)) chunkOf.set(id, name);
    for (const id of part) chunkOf.set(id, name);
  }
  return (id) => chunkOf.get(id) ?? VENDOR;
}

/** Asks for each module once: the bundler makes every answer anew. */
function once(ask: ImportsOf): ImportsOf {
  const answers = new Map<string, ReturnType<ImportsOf>>();
  return (id) => {
    const answer = answers.get(id) ?? ask(id);
    answers.set(id, answer);
    return answer;
  };
}

/** The modules that are imported, directly or not, without those beyond a border and what only they import. */
export function reachable(
  from: readonly string[],
  importsOf: (id: string) => readonly string[],
  isBeyond: (id: string) => boolean = () => false,
): Set<string> {
  const found = new Set<string>();
  const waiting = [...from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id) || isBeyond(id)) continue;
    found.add(id);
    waiting.push(...importsOf(id));
  }
  return found;
}

/** The package's name as part of a file's. */
function packageOf(id: string): string {
  const [, name = 'part'] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id) ?? [];
  return name.replaceAll(/[^\w.-]/g, '-');
}
