/** `npm run bench:cpu`: tail latency and throttling under a CPU quota. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import {
  alternate,
  bundled,
  chosen,
  goBuild,
  median,
  runBench,
  seededRandom,
  spread,
  type BenchOptions,
  type Findings,
} from '../form/index.ts';
import { trial, type Trial } from './trial.ts';

/** Medians of the rounds; see {@link Trial}. */
interface ResultRow extends Trial {
  readonly name: string;
  /** The least and the most of the rounds. */
  readonly p99Min: number;
  readonly p99Max: number;
  /** As in a manifest: `500m`. */
  readonly quota: string;
}

interface Program {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: (cores: number) => Readonly<Record<string, string>>;
  /** Cores, in place of the row's quota. */
  readonly quota?: number;
  /** Why it can't be had here. */
  readonly missing?: string;
}

const quotas = [
  { quota: '250m', cores: 0.25 },
  { quota: '500m', cores: 0.5 },
  { quota: '1500m', cores: 1.5 },
];
/** What `--quick` has time for. */
const QUICK = ['seaworthy', 'node'];
/** Node is to need this share of the quota: so bursts are throttled, not all the time. */
const BUSY = 0.6;
/** At this rate, and without a quota, it is measured what a request costs on this machine now. */
const CALIBRATION = { env: {}, quota: 2, perSecond: 50, warmUpSeconds: 2, seconds: 3 };
/** Left out at the beginning of each turn: code is compiled, in the background too, and the heap grows. */
const WARM_UP_SECONDS = 10;

await runBench<ResultRow>({
  name: 'cpu',
  packages: ['@seaworthy/runtime'],
  takes: ['seed', 'rounds', 'only'],
  measure: measureAll,
  columns: ({ name, quota, p50, p99, p99Min, p99Max, throttledMs, cpuMs, loadLagMs }) => ({
    quota,
    name,
    p50: p50.toFixed(1),
    p99: p99.toFixed(1),
    'p99, spread': `${p99Min.toFixed(1)}–${p99Max.toFixed(1)}`,
    throttledMs: Math.round(throttledMs),
    cpuMs: cpuMs.toFixed(2),
    loadLagMs: loadLagMs.toFixed(1),
  }),
});

async function measureAll(options: BenchOptions): Promise<Findings<ResultRow>> {
  const { all, node } = await programsOf();
  const { rows: programs, skipped } = chosen(all, options.only ?? (options.quick ? QUICK : undefined));
  const wanted = quotas.filter(({ quota }) => !options.quick || quota === '500m');
  const rows = wanted.flatMap((limit) =>
    programs.map((program) => ({ limit, program, trials: [] as Trial[] })),
  );
  const seconds = options.quick ? 6 : 12;
  // Anew in each round: the machine may have become slower since.
  const costs = new Map<number, number>();
  const costIn = async (round: number) => {
    const cost = costs.get(round) ?? (await trial({ ...CALIBRATION, command: node })).cpuMs;
    costs.set(round, cost);
    return cost;
  };
  for (const { row, round } of alternate(
    rows,
    options.rounds ?? (options.quick ? 1 : 3),
    seededRandom(options.seed),
  )) {
    const { command, env, name, quota: own } = row.program;
    const { cores, quota } = row.limit;
    const perSecond = Math.round((BUSY * cores * 1_000) / (await costIn(round)));
    const result = await trial({
      command,
      env: env(cores),
      quota: own ?? cores,
      perSecond,
      warmUpSeconds: WARM_UP_SECONDS,
      seconds,
    });
    console.error(`round ${round}: ${quota} ${name} p99 ${result.p99.toFixed(1)} ms at ${perSecond}/s`);
    row.trials.push(result);
  }
  const results = rows.map(({ program: { name }, limit: { quota }, trials }) => {
    const p99 = spread(trials.map((each) => each.p99));
    const middle = (figure: keyof Trial) => median(trials.map((each) => each[figure]));
    return {
      name,
      quota,
      p50: middle('p50'),
      p99: p99.median,
      p99Min: p99.min,
      p99Max: p99.max,
      throttledMs: middle('throttledMs'),
      cpuMs: middle('cpuMs'),
      loadLagMs: middle('loadLagMs'),
    };
  });
  return { results, skipped, notes: against(rows) };
}

/** p99 against bare node's, by the median of the rounds' own ratios: a slow round is slow for both. */
function against(
  rows: readonly { readonly limit: { quota: string }; program: Program; trials: Trial[] }[],
): string {
  return rows
    .filter(({ program }) => program.name !== 'node')
    .flatMap(({ limit: { quota }, program: { name }, trials }) => {
      const node = rows.find((row) => row.limit.quota === quota && row.program.name === 'node')?.trials ?? [];
      const ratios = trials.map(({ p99 }, round) => p99 / (node[round]?.p99 ?? Number.NaN));
      return node.length === 0 ? [] : [`${quota} p99 of ${name} / node: ${median(ratios).toFixed(2)}`];
    })
    .join('\n');
}

interface Programs {
  readonly all: readonly Program[];
  /** The command line of bare node. */
  readonly node: readonly string[];
}

async function programsOf(): Promise<Programs> {
  const path = (file: string) => fileURLToPath(new URL(`peers/${file}`, import.meta.url));
  const [ours, bare] = await Promise.all([bundled(path('seaworthy.ts')), bundled(path('node.ts'))]);
  const go = goBuild(path('go'));
  const node = [process.execPath, bare];
  const all: Program[] = [
    { name: 'seaworthy', command: [process.execPath, ours], env: () => ({}) },
    { name: 'node', command: node, env: () => ({}) },
    // The floor: node at the same rate with all of the machine. No limit can make it faster.
    { name: 'node-unlimited', command: node, env: () => ({}), quota: availableParallelism() },
    // What go.uber.org/automaxprocs sets: the quota rounded down, at least 1.
    {
      name: 'go-automaxprocs',
      command: go === undefined ? [] : [go],
      env: (cores) => ({ GOMAXPROCS: String(Math.max(1, Math.floor(cores))) }),
      ...(go === undefined && { missing: 'Go is not on the PATH' }),
    },
  ];
  return { all, node };
}
