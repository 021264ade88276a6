/**
 * What memory limits do to a service: five workloads at three limits, each at rising loads, side by side. Each program has
 * a core to itself, and the load another. Needs the right to make control groups (root).
 */
import { pinThisProcess, runBench, type Findings } from '../form/index.ts';
import { programs, type Program } from './program.ts';
import { quickTurns, turns, type Turn } from './turns.ts';
import { trial, type TrialRow } from './trial.ts';
import { workloads } from './workloads.ts';

/** Whoever has died of a load is not asked to bear a larger one. */
const dead = new Set<string>();

await runBench<TrialRow>({
  name: 'memory',
  packages: [],
  async measure({ quick, only }): Promise<Findings<TrialRow>> {
    pinThisProcess();
    const { programs: all, skipped } = await programs();
    const wanted = all.filter(({ name }) => only === undefined || only.includes(name));
    const results: TrialRow[] = [];
    for (const turn of quick ? quickTurns : turns()) results.push(...(await take(turn, wanted)));
    return { results, skipped, notes: [summary(results), goodputNote(results)].join('\n') };
  },
  columns: ({ name, workload, limitMiB, load, died, ok, refused, reset, goodput, peakMiB }) => ({
    workload,
    limitMiB,
    load,
    program: name,
    died: died === false ? '' : died,
    ok,
    refused,
    reset,
    'ok/s': goodput,
    peakMiB,
  }),
});

/** One load on every program that has not died of a smaller one. */
async function take(turn: Turn, wanted: readonly Program[]): Promise<TrialRow[]> {
  const workload = workloads.find(({ name }) => name === turn.workload);
  if (workload === undefined) throw new Error(`no workload ${turn.workload}`);
  const rows: TrialRow[] = [];
  for (const program of wanted) {
    const key = `${program.name} ${turn.workload} ${turn.limitMiB}`;
    if (turn.names?.includes(program.name) === false || dead.has(key)) continue;
    const row = await trial(program, workload, turn);
    if (row.died !== false) dead.add(key);
    console.error(
      `${turn.workload} ${turn.limitMiB} MiB load ${turn.load}: ${program.name} ${row.died || 'lives'}`,
    );
    rows.push(row);
  }
  return rows;
}

/** How ours compares in each turn with the best of those who lived through it. */
function goodputNote(results: readonly TrialRow[]): string {
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
  return `goodput at least that of the best peer that lived in ${ratios.length - behind.length} of ${ratios.length} turns; behind: ${behind.join(', ') || 'none'}`;
}

function isPeerThatLived({ name, died }: TrialRow): boolean {
  return !name.startsWith('seaworthy') && died === false;
}

/** The highest load that each survived, and whether anyone was reset. */
function summary(results: readonly TrialRow[]): string {
  const lines = [
    ...Map.groupBy(results, ({ name, workload, limitMiB }) => `${workload} ${limitMiB} MiB: ${name}`),
  ].map(([key, rows]) => {
    const lived = Math.max(0, ...rows.filter(({ died }) => died === false).map(({ load }) => load));
    const death = rows.find(({ died }) => died !== false);
    const resets = rows.filter(({ died }) => died === false).reduce((sum, { reset }) => sum + reset, 0);
    return `${key} bore ${lived}${death === undefined ? '' : `, died (${String(death.died)}) at ${death.load}`}${resets === 0 ? '' : `, reset ${resets} while it lived`}`;
  });
  return lines.toSorted().join('\n');
}
