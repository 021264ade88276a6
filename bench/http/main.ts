/** `npm run bench:http`: what one JSON route costs, ours and what users would pick instead. */
import { startStubCollector } from '../collector/stub/index.ts';
import {
  alternate,
  pinThisProcess,
  runBench,
  seededRandom,
  type BenchOptions,
  type Findings,
} from '../form/index.ts';
import { claimsOf } from './claims.ts';
import { startLoad } from './load/index.ts';
import { startProgram, type Durations, type Running } from './measure.ts';
import { resultRow, type ResultRow } from './result-row.ts';
import { rowsOf, type Row } from './rows.ts';
import type { Sample } from './turn.ts';

/** Turns are short, so that a machine that changes its speed does so for all, and many. */
const turns = { loadSeconds: 0.2, latencySeconds: 0.2 };
const fullRun: Durations = { warmUpRequests: 60_000, ...turns };
const quickRun: Durations = { warmUpRequests: 30_000, ...turns };

/** A quick run on a busy machine has fewer rounds: no turn begins after so many milliseconds. */
const QUICK_MS = 42_000;

await runBench<ResultRow>({
  name: 'http',
  takes: ['seed', 'rounds', 'only', 'explain'],
  packages: [
    '@seaworthy/runtime',
    '@fastify/otel',
    '@hono/node-server',
    '@opentelemetry/auto-instrumentations-node',
    'fastify',
    'hono',
    'pino',
    'prom-client',
  ],
  measure: measureAll,
  columns: ({ cpuMicros, cpuMicrosMin, cpuMicrosLow, cpuMicrosMax, toNodeHttp, ...row }) => ({
    name: row.name,
    'CPU µs': cpuMicros.toFixed(1),
    'lower quartile': cpuMicrosLow.toFixed(1),
    spread: `${cpuMicrosMin.toFixed(1)}–${cpuMicrosMax.toFixed(1)}`,
    'to node:http': toNodeHttp?.toFixed(2),
    rps: row.rps,
    p50: row.p50,
    p99: row.p99,
    'p99 quartiles': `${row.p99Low}–${row.p99High}`,
    'left out': `${(100 * row.leftOut).toFixed(0)} %`,
    'spans/request': row.spans.toFixed(2),
  }),
});

async function measureAll(options: BenchOptions): Promise<Findings<ResultRow>> {
  pinThisProcess();
  const { rows, skipped } = rowsOf(options);
  // On the load's core, as this process: its cost is none of the server's.
  using collector = await startStubCollector();
  using load = startLoad();
  const rounds = options.rounds ?? (options.quick ? 20 : 60);
  const giveUp = performance.now() + QUICK_MS;
  // All run from the first round to the last.
  using programs = new DisposableStack();
  const running = new Map<Row, Running>();
  for (const row of rows)
    running.set(
      row,
      programs.use(await startProgram(row, options.quick ? quickRun : fullRun, load, collector)),
    );
  const samples = new Map<string, Sample[]>(rows.map(({ name }) => [name, []]));
  for (const { row, round } of alternate(rows, rounds, seededRandom(options.seed))) {
    if (options.quick && round > 1 && performance.now() > giveUp) break;
    const sample = await running.get(row)?.measure();
    if (sample === undefined) continue;
    if (options.explain)
      console.error(`round ${round}: ${row.name} ${sample.cpuMicros.toFixed(1)} µs, p99 ${sample.p99} µs`);
    samples.get(row.name)?.push(sample);
  }
  const results: ResultRow[] = [];
  for (const [row, program] of running) {
    const own = samples.get(row.name) ?? [];
    results.push(resultRow(row.name, own, samples.get('node-http'), await program.spans()));
  }
  return { results, skipped, verdicts: claimsOf(samples) };
}
