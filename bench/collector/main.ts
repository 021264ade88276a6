/** `npm run bench:collector`: what a collector that fails does to a service under load. */
import { checkNames, runBench, type BenchOptions, type Findings, type Verdict } from '../form/index.ts';
import type { Behaviour } from './stub/index.ts';
import { trial, type Trial } from './trial.ts';

interface ResultRow extends Omit<Trial, 'fault'> {
  /** The fault. */
  readonly name: string;
  readonly recovered: boolean;
}

/** A collector that works stands beside: memory grows a little under any load that goes on. */
const CONTROL = 'accept';
const faults: readonly Behaviour[] = [CONTROL, 'hang', 'refuse', '429', '503', 'garbage'];

/** More than the control grows, and still flat: the queue is bounded (2048 spans), and a heap breathes. */
const FLAT_MIB = 16;

await runBench<ResultRow>({
  name: 'collector',
  packages: ['@seaworthy/runtime'],
  takes: ['only'],
  measure,
  columns: ({ name, recoveredMs, recovered, failures: _failures, ...row }) => ({
    fault: name,
    ...row,
    recovered: recovered ? `after ${((recoveredMs ?? 0) / 1000).toFixed(1)} s` : 'NO',
  }),
});

/** All at once, each with a service, a collector and a load of its own: none of the figures is one of speed. */
async function measure({ quick, only }: BenchOptions): Promise<Findings<ResultRow>> {
  checkNames(only, faults);
  const wanted = faults.filter((fault) => fault === CONTROL || (only?.includes(fault) ?? true));
  const [healthySeconds, faultSeconds] = quick ? [10, 5] : [30, 60];
  const trials = await Promise.all(wanted.map((fault) => trial(fault, healthySeconds, faultSeconds)));
  const results = trials.map(resultRow);
  const [control, ...faulty] = results;
  const verdicts = faulty.map((row) => verdict(row, control === undefined ? 0 : growth(control)));
  return { results, verdicts };
}

function resultRow({ fault: name, ...rest }: Trial): ResultRow {
  return { name, ...rest, recovered: rest.recoveredMs !== undefined };
}

function verdict(row: ResultRow, controlGrowth: number): Verdict {
  const { name, failures, spansDropped, spansUnaccounted, recovered } = row;
  const broken = [
    ...Object.entries(failures).map(([reason, count]) => `${count} requests failed: ${reason}`),
    spansDropped === 0 && 'nothing was dropped: the fault did not bite',
    spansUnaccounted !== 0 && 'spans are unaccounted for',
    growth(row) > controlGrowth + FLAT_MIB && 'memory grew',
    !recovered && 'it did not recover',
  ].filter((problem) => problem !== false);
  return {
    claim: `${name}: no request fails, every span is counted, memory is flat, and it recovers`,
    holds: broken.length === 0,
    found: broken.join(', ') || 'so it is',
  };
}

/** Of resident memory, in MiB. */
function growth({ rssBefore, rssAfter }: ResultRow): number {
  return rssAfter - rssBefore;
}
