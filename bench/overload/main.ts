/** `npm run bench:overload`: three times what a server can do, and what it still does. */
import {
  alternate,
  chosen,
  median,
  pinThisProcess,
  runBench,
  seededRandom,
  spread,
  type BenchOptions,
  type Findings,
} from '../form/index.ts';
import { trial, type Parts, type Trial } from './trial.ts';

/** Medians of the rounds; see {@link Trial}. */
interface ResultRow extends Trial {
  readonly name: string;
  /** `cpu`: the handler computes; `dependency`: it waits for one of eight connections. */
  readonly workload: string;
  /** `goodput` as a part of `peak`, and from the least to the most of the rounds. */
  readonly share: number;
  readonly shareMin: number;
  readonly shareMax: number;
  readonly p99Min: number;
  readonly p99Max: number;
}

const programs = ['seaworthy', 'under-pressure', 'node'].map((name) => ({ name }));
/** What `--quick` has time for. */
const QUICK = ['seaworthy', 'under-pressure'];
const workloads = ['cpu', 'dependency'];
const full: Parts = { warmUp: 3, peak: 5, overload: 60, after: 5 };
const quick: Parts = { warmUp: 0.5, peak: 1, overload: 4, after: 2 };

await runBench<ResultRow>({
  name: 'overload',
  packages: ['@seaworthy/runtime', 'fastify', '@fastify/under-pressure'],
  takes: ['seed', 'rounds', 'only'],
  measure: measureAll,
  columns: ({ share, shareMin, shareMax, p99Min, p99Max, ...row }) => ({
    ...Object.fromEntries(
      Object.entries(row).map(([key, value]) => [key, typeof value === 'number' ? Math.round(value) : value]),
    ),
    share: `${Math.round(100 * share)} %`,
    'share, spread': `${Math.round(100 * shareMin)}–${Math.round(100 * shareMax)} %`,
    'p99, spread': `${Math.round(p99Min)}–${Math.round(p99Max)}`,
  }),
});

async function measureAll(options: BenchOptions): Promise<Findings<ResultRow>> {
  pinThisProcess();
  const wanted = chosen(programs, options.only ?? (options.quick ? QUICK : undefined));
  const rows = wanted.rows.flatMap(({ name }) =>
    workloads.map((workload) => ({ name, workload, trials: [] as Trial[] })),
  );
  const parts = options.quick ? quick : full;
  for (const { row } of alternate(
    rows,
    options.rounds ?? (options.quick ? 1 : 3),
    seededRandom(options.seed),
  )) {
    const result = await trial(row.name, `/${row.workload}`, parts);
    console.error(
      `${row.name} ${row.workload}: ${Math.round(result.goodput)} of ${Math.round(result.peak)}/s`,
    );
    row.trials.push(result);
  }
  return { results: rows.map(({ name, workload, trials }) => resultRow(name, workload, trials)) };
}

function resultRow(name: string, workload: string, trials: readonly Trial[]): ResultRow {
  const middle = (figure: keyof Trial) => median(trials.map((each) => each[figure]));
  const share = spread(trials.map(({ goodput, peak }) => goodput / peak));
  const p99 = spread(trials.map((each) => each.p99));
  return {
    name,
    workload,
    peak: middle('peak'),
    goodput: middle('goodput'),
    share: share.median,
    shareMin: share.min,
    shareMax: share.max,
    p50: middle('p50'),
    p99: p99.median,
    p99Min: p99.min,
    p99Max: p99.max,
    refused: middle('refused'),
    failed: middle('failed'),
    recoveryMs: middle('recoveryMs'),
    loadLagMs: middle('loadLagMs'),
  };
}
