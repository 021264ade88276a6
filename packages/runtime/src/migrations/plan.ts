import type { LoadedMigration } from './migration.ts';

/** A migration that the database has, by its history. */
export interface Applied {
  readonly version: number;
  readonly name: string;
  readonly checksum: string | null;
}

/** How a database's history stands to a program's migrations. */
export interface Plan {
  /** What the program has and the database has not, in order. */
  readonly pending: readonly LoadedMigration[];
  /** What a newer program has applied. It is tolerated: the program before a rollback was newer. */
  readonly newer: readonly Applied[];
  /** Why nothing may be run, one sentence each. */
  readonly problems: readonly string[];
}

/** Compares. Both lists are in the order of their versions. */
export function planOf(migrations: readonly LoadedMigration[], history: readonly Applied[]): Plan {
  const applied = new Map(history.map((it) => [it.version, it]));
  const known = new Map(migrations.map((it) => [it.version, it]));
  const last = versionOf(migrations);
  const pending = migrations.filter(({ version }) => !applied.has(version));
  const latest = history.at(-1);
  const problems = [
    ...history.flatMap((it) => problemWith(it, known.get(it.version), last)),
    ...pending
      .filter(({ version }) => latest !== undefined && version < latest.version)
      .map(({ name }) => `${name} is new, yet comes before ${latest?.name}, which has been applied`),
  ];
  return { pending, newer: history.filter(({ version }) => version > last), problems };
}

/** The version of a schema: that of its last migration; 0: it has none. */
export function versionOf(migrations: readonly { readonly version: number }[]): number {
  return migrations.at(-1)?.version ?? 0;
}

function problemWith(applied: Applied, known: LoadedMigration | undefined, last: number): string[] {
  if (known === undefined)
    return applied.version > last
      ? []
      : [`${applied.name} has been applied and is not among the program’s migrations`];
  if (applied.name !== known.name) return [`${known.name} has been applied under the name ${applied.name}`];
  if (applied.checksum === known.checksum || applied.checksum === null || known.checksum === null) return [];
  return [
    `${known.name} was edited after it had been applied: its checksum was ${applied.checksum} and is ${known.checksum}`,
  ];
}
