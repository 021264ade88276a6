/** A row that can be named on the command line. */
export interface Named {
  readonly name: string;
  /** Why it can't be had here. Absent: it can. */
  readonly missing?: string | undefined;
}

/** A peer that could not be had here. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/**
 * The rows of these names, or all, and of them those that can't be had here.
 *
 * @throws for a name that no row has
 */
export function chosen<Row extends Named>(
  all: readonly Row[],
  only: readonly string[] | undefined,
): { rows: Row[]; skipped: Skipped[] } {
  checkNames(
    only,
    all.map(({ name }) => name),
  );
  const wanted = all.filter(({ name }) => only?.includes(name) ?? true);
  const missing = new Map(
    wanted.flatMap(({ name, missing }) => (missing === undefined ? [] : [[name, missing] as const])),
  );
  return {
    rows: wanted.filter(({ name }) => !missing.has(name)),
    skipped: [...missing].map(([name, reason]) => ({ name, reason })),
  };
}

/** @throws for a name of `--only` that is none of these */
export function checkNames(only: readonly string[] = [], names: readonly string[]): void {
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length === 0) return;
  throw new Error(`No row is named ${unknown.join(' or ')}; there are ${[...new Set(names)].join(', ')}`);
}
