/** `npm run bench:probes`: how soon liveness is answered while the main loop is busy. */
import {
  alternate,
  chosen,
  percentile,
  runBench,
  seededRandom,
  type BenchOptions,
  type Findings,
} from '../form/index.ts';
import { measure, type Load, type Program } from './measure.ts';

interface ResultRow {
  readonly name: string;
  /** How long the main loop computes at a time, in milliseconds. */
  readonly blockMs: number;
  readonly probes: number;
  /** Unanswered within the kubelet's time-out of 1 s, or not 2xx. */
  readonly failed: number;
  /** Milliseconds, over the probes that were answered. Absent when none was. */
  readonly p50?: number;
  readonly p99?: number;
}

const programs: readonly Program[] = [
  { name: 'seaworthy', port: 'admin', path: '/livez' },
  { name: 'lightship', port: 'admin', path: '/live' },
  { name: 'terminus', port: 'http', path: '/healthz' },
];

/** Chunks of an ordinary busy service, and the request of 3 s that must not fail liveness. */
const blocks = [50, 3000];

await runBench<ResultRow>({
  name: 'probes',
  packages: ['@seaworthy/runtime', 'lightship', '@godaddy/terminus'],
  takes: ['seed', 'rounds', 'only'],
  measure: measureAll,
  columns: ({ p50, p99, ...row }) => ({ ...row, 'p50 ms': p50?.toFixed(1), 'p99 ms': p99?.toFixed(1) }),
});

async function measureAll(options: BenchOptions): Promise<Findings<ResultRow>> {
  const rounds = options.rounds ?? (options.quick ? 1 : 5);
  const { rows: wanted } = chosen(programs, options.only);
  const rows = blocks.flatMap((blockMs) =>
    wanted.map((program) => ({ program, blockMs, times: [] as number[] })),
  );
  for (const { row, round } of alternate(rows, rounds, seededRandom(options.seed))) {
    const load: Load = { blockMs: row.blockMs, everyMs: 20, probes: options.quick ? 150 : 500 };
    row.times.push(...(await measure(row.program, load)));
    console.error(`round ${round}: ${row.program.name}, busy for ${row.blockMs} ms at a time`);
  }
  return {
    results: rows.map(({ program, blockMs, times }) => resultRow(program.name, blockMs, times)),
  };
}

function resultRow(name: string, blockMs: number, times: readonly number[]): ResultRow {
  const answered = times.filter(Number.isFinite);
  return {
    name,
    blockMs,
    probes: times.length,
    failed: times.length - answered.length,
    ...(answered.length > 0 && { p50: percentile(answered, 0.5), p99: percentile(answered, 0.99) }),
  };
}
