/** `npm run bench:http`: what one JSON route costs, ours and what users would pick instead. */
import {
  alternate,
  median,
  runBench,
  seededRandom,
  spread,
  type BenchOptions,
  type Findings,
} from '../form/index.ts';
import { measure, type Sample } from './measure.ts';
import { pinThisProcess } from './pinned.ts';
import { rowsOf, type Row } from './rows.ts';

interface ResultRow {
  readonly name: string;
  /** Server CPU for each request in microseconds, the median of the rounds. */
  readonly cpuMicros: number;
  readonly cpuMicrosMin: number;
  readonly cpuMicrosMax: number;
  /** `cpuMicros` against that of bare node:http in the same run. Absent when that was not measured. */
  readonly toNodeHttp?: number;
  /** Requests a second at saturation of one core. */
  readonly rps: number;
  /** Microseconds, at half of `rps`. */
  readonly p50: number;
  readonly p99: number;
}

await runBench<ResultRow>({
  name: 'http',
  packages: ['@seaworthy/runtime', '@hono/node-server', 'fastify', 'hono', 'pino'],
  measure: measureAll,
  columns: ({ cpuMicros, cpuMicrosMin, cpuMicrosMax, toNodeHttp, ...row }) => ({
    ...row,
    cpuMicros: cpuMicros.toFixed(1),
    spread: `${cpuMicrosMin.toFixed(1)}–${cpuMicrosMax.toFixed(1)}`,
    toNodeHttp: toNodeHttp?.toFixed(2),
  }),
});

async function measureAll(options: BenchOptions): Promise<Findings<ResultRow>> {
  pinThisProcess();
  const { rows, skipped } = rowsOf(options);
  const rounds = options.rounds ?? (options.quick ? 2 : 5);
  const requests = options.quick ? 30_000 : 100_000;
  const samples = new Map<Row, Sample[]>(rows.map((row) => [row, []]));
  for (const { row, round } of alternate(rows, rounds, seededRandom(options.seed))) {
    const sample = await measure(row, requests);
    console.error(`round ${round}: ${row.name} ${sample.cpuMicros.toFixed(1)} µs`);
    samples.get(row)?.push(sample);
  }
  const base = [...samples].find(([row]) => row.name === 'node-http')?.[1];
  const results = [...samples].map(([{ name }, own]) => resultRow(name, own, base));
  return { results, skipped };
}

function resultRow(name: string, samples: readonly Sample[], base: readonly Sample[] | undefined): ResultRow {
  const middle = (figure: keyof Sample) => median(samples.map((sample) => sample[figure]));
  const cpu = spread(samples.map(({ cpuMicros }) => cpuMicros));
  return {
    name,
    cpuMicros: cpu.median,
    cpuMicrosMin: cpu.min,
    cpuMicrosMax: cpu.max,
    ...(base !== undefined && { toNodeHttp: cpu.median / median(base.map(({ cpuMicros }) => cpuMicros)) }),
    rps: Math.round(middle('rps')),
    p50: Math.round(middle('p50')),
    p99: Math.round(middle('p99')),
  };
}
