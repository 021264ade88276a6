/** `npm run bench:account`: what it costs a request to be let in by account, far from the memory limit. */
import {
  mean,
  median,
  middleText,
  pinThisProcess,
  runBench,
  seededRandom,
  shuffled,
  type BenchOptions,
  type Findings,
} from '../form/index.ts';
import { startLoad } from '../http/load/index.ts';
import { takeTurn, type Sample } from '../http/turn.ts';
import { startProcess } from './process.ts';

interface ResultRow {
  readonly name: string;
  /** Server CPU for each request in microseconds, at saturation. */
  readonly cpuMicros: number;
  /** Microseconds, at half of that rate. */
  readonly p50: number;
  readonly p99: number;
  /** CPU against that of the first row, by the median of the rounds' own ratios. */
  readonly cpuToUnlimited: number;
  /** p99 likewise. */
  readonly p99ToUnlimited: number;
  /** The share of requests, from 0 to 1, whose latency is left out since the load itself stood still. */
  readonly leftOut: number;
}

/** What one service needed in one round. */
type Round = Pick<Sample, 'cpuMicros' | 'p50' | 'p99' | 'leftOut'>;

/**
 * The same program differs by up to 15 percent from one start to the next, which would hide what is looked for: so all are
 * services of one process. The second is told from the first by nothing, and shows how far the figures can be trusted.
 */
const names = ['seaworthy-unlimited', 'seaworthy-unlimited-again', 'seaworthy'] as const;
const CONNECTIONS = 100;
const DURATIONS = { loadSeconds: 0.15, latencySeconds: 0.15 };
const WARM_UP = { requests: 60_000, seconds: 8 };
/** The figure that is asked of the account. */
const MOST = 1.02;

await runBench<ResultRow>({
  name: 'account',
  packages: ['@seaworthy/runtime'],
  takes: ['seed', 'rounds'],
  measure: measureAll,
  columns: ({ name, cpuMicros, p50, p99, cpuToUnlimited, p99ToUnlimited, leftOut }) => ({
    name,
    'CPU µs': cpuMicros.toFixed(2),
    'to unlimited': cpuToUnlimited.toFixed(3),
    p50: Math.round(p50),
    p99: Math.round(p99),
    'p99 to unlimited': p99ToUnlimited.toFixed(2),
    'left out': `${(100 * leftOut).toFixed(0)} %`,
  }),
});

async function measureAll({ rounds: asked, quick, seed }: BenchOptions): Promise<Findings<ResultRow>> {
  pinThisProcess();
  const random = seededRandom(seed);
  await using server = await startProcess();
  using load = startLoad();
  const { pid, host } = server;
  const targetOf = (row: number) => ({
    pid,
    host,
    port: server.ports[row] ?? 0,
    path: '/hello',
    sampled: 1,
    connections: CONNECTIONS,
  });
  // In common, so that all are asked at the same rate.
  const capacities: number[] = [];
  for (const [row] of names.entries()) await load.run({ ...targetOf(row), ...WARM_UP });
  const measured: Round[][] = names.map(() => []);
  for (let round = 0; round < (asked ?? (quick ? 10 : 120)); round++) {
    const order = shuffled(
      names.map((_, row) => row),
      random,
    );
    const turns: Round[][] = names.map(() => []);
    // There and back, so that a machine that becomes slower meanwhile does so for all.
    for (const row of [...order, ...order.toReversed()])
      turns[row]?.push(await takeTurn(load, targetOf(row), DURATIONS, capacities));
    for (const [row, both] of turns.entries()) measured[row]?.push(meanOf(both));
  }
  const results = names.map((name, row) => resultRow(name, measured[row] ?? [], measured[0] ?? []));
  return { results, ...told(measured) };
}

function resultRow(name: string, rounds: readonly Round[], base: readonly Round[]): ResultRow {
  const middle = (figure: keyof Round) => median(rounds.map((round) => round[figure]));
  return {
    name,
    cpuMicros: middle('cpuMicros'),
    p50: middle('p50'),
    p99: middle('p99'),
    cpuToUnlimited: median(ratios('cpuMicros', rounds, base)),
    p99ToUnlimited: median(ratios('p99', rounds, base)),
    leftOut: mean(rounds.map((round) => round.leftOut)),
  };
}

/** Each against the first, by the rounds' own ratios. */
function told([base = [], ...others]: readonly (readonly Round[])[]): Pick<
  Findings<ResultRow>,
  'verdicts' | 'notes'
> {
  const texts = others.map((rounds, index) => {
    const [cpu, p99] = (['cpuMicros', 'p99'] as const).map((figure) => ratios(figure, rounds, base));
    return `${names[index + 1]} / ${names[0]}: CPU ${middleText(cpu ?? [], 3)}; p99 ${middleText(p99 ?? [], 3)}`;
  });
  const ours = ratios('cpuMicros', others.at(-1) ?? [], base);
  const claim = `CPU of ${names.at(-1)} / ${names[0]} is at most ${MOST}`;
  return {
    verdicts: [{ claim, holds: median(ours) <= MOST, found: middleText(ours, 3) }],
    notes: texts.join('\n'),
  };
}

function ratios(figure: keyof Round, rounds: readonly Round[], base: readonly Round[]): number[] {
  return rounds.map((each, round) => each[figure] / (base[round]?.[figure] ?? Number.NaN));
}

function meanOf(rounds: readonly Round[]): Round {
  const of = (figure: keyof Round) => mean(rounds.map((round) => round[figure]));
  return { cpuMicros: of('cpuMicros'), p50: of('p50'), p99: of('p99'), leftOut: of('leftOut') };
}
