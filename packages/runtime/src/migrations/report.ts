import type { LoadedMigration } from './migration.ts';
import type { Plan } from './plan.ts';

/** What `migrate --status` prints: a line for each migration, and each problem. */
export function describePlan(
  migrations: readonly LoadedMigration[],
  { pending, newer, problems }: Plan,
): string {
  const lines = [
    ...migrations.map(
      (migration) => `${pending.includes(migration) ? 'pending' : 'applied'}  ${migration.name}`,
    ),
    ...newer.map(({ name }) => `newer    ${name}`),
    ...problems.map((problem) => `problem  ${problem}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** What `migrate --dry-run` prints: the SQL that would be run. */
export function describePending(pending: readonly LoadedMigration[]): string {
  if (pending.length === 0) return '-- Nothing is pending.\n';
  return pending.map(({ name, text }) => `-- ${name}\n${text.trim()}\n`).join('\n');
}
