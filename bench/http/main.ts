/** `npm run bench:http`: what one JSON route costs, ours and what users would pick instead. */
import { startStubCollector } from '../collector/stub/index.ts';
import { alternate, runBench, seededRandom, type BenchOptions, type Findings } from '../form/index.ts';
import { claimsOf } from './claims.ts';
import { measure, type Durations, type Sample } from './measure.ts';
import { pinThisProcess } from './pinned.ts';
import { resultRow, type ResultRow } from './result-row.ts';
import { rowsOf, type Row } from './rows.ts';

const fullRun: Durations = { warmUpRequests: 25_000, loadSeconds: 2, latencySeconds: 1.5 };
const quickRun: Durations = { warmUpRequests: 10_000, loadSeconds: 1.5, latencySeconds: 0.8 };

/** A quick run on a busy machine has fewer rounds: no turn of a second one begins after so many milliseconds. */
const QUICK_MS = 32_000;

await runBench<ResultRow>({
  name: 'http',
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
    'spans/request': row.spans.toFixed(2),
  }),
});

async function measureAll(options: BenchOptions): Promise<Findings<ResultRow>> {
  pinThisProcess();
  const { rows, skipped } = rowsOf(options);
  // On the load's core, as this process: its cost is none of the server's.
  using collector = await startStubCollector();
  const rounds = options.rounds ?? (options.quick ? 2 : 7);
  const samples = new Map<Row, Sample[]>(rows.map((row) => [row, []]));
  const giveUp = performance.now() + QUICK_MS;
  for (const { row, round } of alternate(rows, rounds, seededRandom(options.seed))) {
    if (options.quick && round > 1 && performance.now() > giveUp) break;
    const sample = await measure(row, options.quick ? quickRun : fullRun, collector);
    console.error(`round ${round}: ${row.name} ${sample.cpuMicros.toFixed(1)} µs`);
    samples.get(row)?.push(sample);
  }
  const base = [...samples].find(([row]) => row.name === 'node-http')?.[1];
  const results = [...samples].map(([{ name }, own]) => resultRow(name, own, base));
  return { results, skipped, notes: claimsOf(results) };
}
