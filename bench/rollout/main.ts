/** `npm run bench:rollout`: requests lost in a rolling update, ours and what users would pick instead. */
import { isLost, judge, type Evidence } from 'seaworthy/rehearse';
import { alternate, runBench, seededRandom, type BenchOptions, type Findings } from '../form/index.ts';
import { lossInWords, requestsOf, resultRows, type ResultRow } from './result-row.ts';
import { rollout } from './rollout.ts';
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
  takes: ['seed', 'rounds', 'only', 'explain'],
  measure,
  columns: ({ causes: _causes, ...row }) => ({ ...row, exitCodes: counted(row.exitCodes, '×') }),
});

async function measure(options: BenchOptions): Promise<Findings<ResultRow>> {
  const { rows, skipped } = rowsOf(options);
  const rollouts = await rollOutAll(rows, options);
  const results: ResultRow[] = [];
  const notes: string[] = [];
  for (const row of rows) {
    const own = rollouts.get(row) ?? [];
    for (const result of resultRows(row.name, row.profile.name, own)) {
      results.push(result);
      if (result.lost > 0) notes.push(`\n${row.name}, ${result.profile}: ${counted(result.causes, ': ')}`);
    }
    notes.push(...own.flatMap(faultsOf));
    if (options.explain) notes.push(...own.flatMap(listing));
  }
  return { results, skipped, notes: notes.join('\n') };
}

async function rollOutAll(rows: readonly Row[], options: BenchOptions): Promise<Map<Row, Evidence[]>> {
  const random = seededRandom(options.seed);
  const rounds = (row: Row) => options.rounds ?? (options.quick ? 1 : row.rounds);
  const results = new Map<Row, Evidence[]>(rows.map((row) => [row, []]));
  for (const { row, round } of alternate(rows, Math.max(...rows.map(rounds)), random)) {
    if (round > rounds(row)) continue;
    console.error(`round ${round}: ${row.name}, ${row.profile.name}`);
    const seed = Math.floor(random.uniform(0, 2 ** 32));
    results.get(row)?.push(await rollout(row, seed));
  }
  return results;
}

/** What the rehearsal itself says of the losses. */
function faultsOf(evidence: Evidence): string[] {
  return judge(evidence).flatMap(({ expectation, fault, cause }) =>
    expectation === 'rollout/no-request-lost' && fault !== undefined ? [`  ${fault}: ${cause}`] : [],
  );
}

/** Every loss on a line of its own: when, where, why. */
function listing(evidence: Evidence): string[] {
  const begin = evidence.scenarios[0]?.startedAt ?? 0;
  const signals = new Map(
    evidence.events.flatMap((event) => (event.type === 'signal' ? [[event.pod, event.at] as const] : [])),
  );
  return requestsOf(evidence)
    .filter(isLost)
    .map((request) => {
      const { pod, endedAt } = request;
      const signalledAt = signals.get(pod ?? '');
      const since = signalledAt === undefined ? '' : `, ${seconds(endedAt - signalledAt)} s after its signal`;
      return `  at ${seconds(endedAt - begin)} s on ${pod ?? 'no endpoint'}${since}: ${lossInWords(request)}`;
    });
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function counted(counts: Readonly<Record<string, number>>, separator: string): string {
  return Object.entries(counts)
    .map(([what, count]) => `${what}${separator}${count}`)
    .join('; ');
}
