/** `npm run bench:overload`: three times what a server can do, and what it still does. */
import {
  alternate,
  median,
  pinThisProcess,
  runBench,
  seededRandom,
  type BenchOptions,
  type Findings,
} from '../form/index.ts';
import { trial, type Parts, type Trial } from './trial.ts';

/** Medians of the rounds; see {@link Trial}. */
interface ResultRow extends Trial {
  readonly name: string;
  /** `cpu`: the handler computes; `dependency`: it waits for one of eight connections. */
  readonly workload: string;
  /** `goodput` as a part of `peak`. */
  readonly share: number;
}

const names = ['seaworthy', 'under-pressure', 'node'];
const workloads = ['cpu', 'dependency'];
const full: Parts = { warmUp: 3, peak: 5, overload: 60, after: 5 };
const quick: Parts = { warmUp: 0.5, peak: 1, overload: 4, after: 2 };

await runBench<ResultRow>({
  name: 'overload',
  packages: ['@seaworthy/runtime', 'fastify', '@fastify/under-pressure'],
  measure: measureAll,
  columns: ({ share, ...row }) => ({
    ...Object.fromEntries(
      Object.entries(row).map(([key, value]) => [key, typeof value === 'number' ? Math.round(value) : value]),
    ),
    share: `${Math.round(100 * share)} %`,
  }),
});

async function measureAll(options: BenchOptions): Promise<Findings<ResultRow>> {
  pinThisProcess();
  const rows = names
    .filter((name) => options.only?.includes(name) ?? true)
    .flatMap((name) => workloads.map((workload) => ({ name, workload, trials: [] as Trial[] })));
  const parts = options.quick ? quick : full;
  for (const { row } of alternate(rows, options.rounds ?? 1, seededRandom(options.seed))) {
    const result = await trial(row.name, `/${row.workload}`, parts);
    console.error(
      `${row.name} ${row.workload}: ${Math.round(result.goodput)} of ${Math.round(result.peak)}/s`,
    );
    row.trials.push(result);
  }
  return {
    results: rows.map(({ name, workload, trials }) => resultRow(name, workload, trials)),
    skipped: [],
  };
}

function resultRow(name: string, workload: string, trials: readonly Trial[]): ResultRow {
  const middle = (figure: keyof Trial) => median(trials.map((each) => each[figure]));
  return {
    name,
    workload,
    peak: middle('peak'),
    goodput: middle('goodput'),
    share: median(trials.map(({ goodput, peak }) => goodput / peak)),
    p50: middle('p50'),
    p99: middle('p99'),
    refused: middle('refused'),
    failed: middle('failed'),
    recoveryMs: middle('recoveryMs'),
    loadLagMs: middle('loadLagMs'),
  };
}
