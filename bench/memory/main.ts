/**
 * What memory limits do to a service: five workloads at three limits, each at rising loads, side by side. Each program has
 * a core to itself, and the load another. Needs the right to make control groups (root).
 */
import {
  alternate,
  chosen,
  pinThisProcess,
  runBench,
  seededRandom,
  type BenchOptions,
  type Findings,
} from '../form/index.ts';
import { programs, type Program } from './program.ts';
import { resultRow, type ResultRow } from './result-row.ts';
import { quickTurns, turns, type Turn } from './turns.ts';
import { trial, type Trial } from './trial.ts';
import { workloads } from './workloads.ts';

/** Whoever has died of a load is not asked to bear a larger one. */
const dead = new Set<string>();

await runBench<ResultRow>({
  name: 'memory',
  packages: ['@seaworthy/runtime'],
  takes: ['seed', 'rounds', 'only', 'explain'],
  async measure(options): Promise<Findings<ResultRow>> {
    pinThisProcess();
    const { rows, skipped } = chosen(await programs(), options.only);
    const results: ResultRow[] = [];
    for (const turn of options.quick ? quickTurns : turns())
      results.push(...(await take(turn, rows, options)));
    return { results, skipped, notes: [summary(results), goodputNote(results)].join('\n') };
  },
  columns: ({ name, workload, limitMiB, load, died, ok, refused, reset, ...row }) => ({
    workload,
    limitMiB,
    load,
    program: name,
    died: died === false ? '' : died,
    ok,
    refused,
    reset,
    'ok/s': row.goodput,
    spread: `${row.goodputMin}–${row.goodputMax}`,
    peakMiB: row.peakMiB,
  }),
});

/** One load on every program that has not died of a smaller one, in alternating rounds. */
async function take(turn: Turn, wanted: readonly Program[], options: BenchOptions): Promise<ResultRow[]> {
  const workload = workloads.find(({ name }) => name === turn.workload);
  if (workload === undefined) throw new Error(`no workload ${turn.workload}`);
  const { quick, seed, rounds = quick ? 1 : 3, explain } = options;
  const keyOf = ({ name }: Program) => `${name} ${turn.workload} ${turn.limitMiB}`;
  const trials = new Map<Program, Trial[]>(
    wanted
      .filter((program) => turn.names?.includes(program.name) !== false && !dead.has(keyOf(program)))
      .map((program) => [program, []]),
  );
  // Every load in an order of its own.
  const random = seededRandom(seed + turn.limitMiB + turn.load);
  for (const { row: program, round } of alternate([...trials.keys()], rounds, random)) {
    if (dead.has(keyOf(program))) continue;
    const { output, ...result } = await trial(program, workload, turn);
    if (result.died !== false) dead.add(keyOf(program));
    console.error(
      `round ${round}: ${turn.workload} ${turn.limitMiB} MiB load ${turn.load}: ${program.name} ${result.died || 'lives'}`,
    );
    if (explain) console.error(output);
    trials.get(program)?.push(result);
  }
  return [...trials].map(([{ name }, own]) => resultRow(name, turn, own));
}

/** How ours compares in each turn with the best of those who lived through it. */
function goodputNote(results: readonly ResultRow[]): string {
  const ratios = [
    ...Map.groupBy(results, ({ workload, limitMiB, load }) => `${workload} ${limitMiB} MiB ${load}`),
  ]
    .map(([turn, rows]) => {
      const best = Math.max(0, ...rows.filter(isPeerThatLived).map(({ goodput }) => goodput));
      const ours = rows.find(({ name }) => name === 'seaworthy')?.goodput ?? 0;
      return { turn, ratio: ours / best };
    })
    .filter(({ ratio }) => Number.isFinite(ratio));
  const behind = ratios
    .filter(({ ratio }) => ratio < 1)
    .map(({ turn, ratio }) => `${turn} (${ratio.toFixed(2)})`);
  if (ratios.length === 0) return '';
  return `goodput at least that of the best peer that lived in ${ratios.length - behind.length} of ${ratios.length} turns; behind: ${behind.join(', ') || 'none'}`;
}

function isPeerThatLived({ name, died }: ResultRow): boolean {
  return !name.startsWith('seaworthy') && died === false;
}

/** The highest load at which each lived and answered anything, and whether anyone was reset. */
function summary(results: readonly ResultRow[]): string {
  const lines = [
    ...Map.groupBy(results, ({ name, workload, limitMiB }) => `${workload} ${limitMiB} MiB: ${name}`),
  ].map(([key, rows]) => {
    const lived = rows.filter(({ died }) => died === false);
    const bore = Math.max(0, ...lived.filter(({ goodput }) => goodput > 0).map(({ load }) => load));
    const silent = lived.filter(({ goodput }) => goodput === 0).map(({ load }) => load);
    const death = rows.find(({ died }) => died !== false);
    const resets = lived.reduce((sum, { reset }) => sum + reset, 0);
    return [
      `${key} bore ${bore}`,
      silent.length > 0 && `answered nothing at ${silent.join(' and ')}`,
      death !== undefined && `died (${String(death.died)}) at ${death.load}`,
      resets > 0 && `reset ${resets} while it lived`,
    ]
      .filter(Boolean)
      .join(', ');
  });
  return lines.toSorted().join('\n');
}
