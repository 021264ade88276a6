/** `npm run bench:rollout`: requests lost in a rolling update, ours and what users would pick instead. */
import { alternate, runBench, seededRandom, type BenchOptions, type Findings } from '../form/index.ts';
import { listing } from './analysis.ts';
import type { ClientKind } from './load/index.ts';
import { shape } from './profiles.ts';
import { lossesOf, resultRow, type ResultRow } from './result-row.ts';
import { rollout, type RolloutResult } from './rollout.ts';
import { rowsOf, type Row } from './rows.ts';

await runBench<ResultRow>({
  name: 'rollout',
  packages: [
    '@seaworthy/runtime',
    '@godaddy/terminus',
    'close-with-grace',
    'fastify',
    'http-terminator',
    'lightship',
    'ws',
  ],
  measure,
  columns: ({ causes: _causes, ...row }) => ({ ...row, exitCodes: counted(row.exitCodes, '×') }),
});

async function measure(options: BenchOptions): Promise<Findings<ResultRow>> {
  const { rows, skipped } = rowsOf(options);
  const rollouts = await rollOutAll(rows, options);
  const results: ResultRow[] = [];
  const notes: string[] = [];
  for (const row of rows)
    for (const kind of Object.keys(row.loads) as ClientKind[]) {
      const own = rollouts.get(row) ?? [];
      const result = resultRow(row.name, row.profile.name, kind, own);
      results.push(result);
      if (result.lost === 0) continue;
      notes.push(`\n${row.name}, ${result.profile}: ${counted(result.causes, ': ')}`);
      if (options.explain) notes.push(...listing(lossesOf(kind, own)));
    }
  return { results, skipped, notes: notes.join('\n') };
}

async function rollOutAll(rows: readonly Row[], options: BenchOptions): Promise<Map<Row, RolloutResult[]>> {
  const random = seededRandom(options.seed);
  const rounds = (row: Row) => options.rounds ?? (options.quick ? 1 : row.rounds);
  const results = new Map<Row, RolloutResult[]>(rows.map((row) => [row, []]));
  for (const { row, round } of alternate(rows, Math.max(...rows.map(rounds)), random)) {
    if (round > rounds(row)) continue;
    console.error(`round ${round}: ${row.name}, ${row.profile.name}`);
    const loads = Object.fromEntries(
      Object.entries(row.loads).map(([kind, load]) => [kind, shape(load, row.routes)]),
    );
    const result = await rollout({ program: row.program, loads, lag: row.profile.lag, random });
    results.get(row)?.push(result);
  }
  return results;
}

function counted(counts: Readonly<Record<string, number>>, separator: string): string {
  return Object.entries(counts)
    .map(([what, count]) => `${what}${separator}${count}`)
    .join('; ');
}
