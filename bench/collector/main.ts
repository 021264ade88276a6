/** `npm run bench:collector`: what a collector that fails does to a service under load. */
import { runBench, type BenchOptions, type Findings } from '../form/index.ts';
import type { Behaviour } from './stub/index.ts';
import { trial, type Trial } from './trial.ts';

interface ResultRow extends Omit<Trial, 'fault'> {
  /** The fault. */
  readonly name: string;
  readonly recovered: boolean;
}

const faults: readonly Behaviour[] = ['hang', 'refuse', '429', '503', 'garbage'];

/** Flat: the queue is bounded (2048 spans, some 2 MiB), and the garbage collector breathes. */
const FLAT_MIB = 16;

await runBench<ResultRow>({
  name: 'collector',
  packages: ['@seaworthy/runtime'],
  measure,
  columns: ({ name, recoveredMs, recovered, ...row }) => ({
    fault: name,
    ...row,
    recovered: recovered ? `after ${((recoveredMs ?? 0) / 1000).toFixed(1)} s` : 'NO',
  }),
});

/** All at once, each with a service, a collector and a load of its own: none of the figures is one of speed. */
async function measure({ quick, only }: BenchOptions): Promise<Findings<ResultRow>> {
  const wanted = faults.filter((fault) => only?.includes(fault) ?? true);
  if (wanted.length === 0) throw new Error(`No fault is named ${only?.join(' or ')}`);
  const [healthySeconds, faultSeconds] = quick ? [5, 5] : [20, 60];
  const trials = await Promise.all(wanted.map((fault) => trial(fault, healthySeconds, faultSeconds)));
  const results = trials.map(resultRow);
  return { results, skipped: [], notes: results.map(verdict).join('\n') };
}

function resultRow({ fault: name, ...rest }: Trial): ResultRow {
  return { name, ...rest, recovered: rest.recoveredMs !== undefined };
}

function verdict({ name, failed, spansDropped, spansUnaccounted, recovered, ...memory }: ResultRow): string {
  const broken = [
    failed > 0 && 'requests failed',
    spansDropped === 0 && 'nothing was dropped: the fault did not bite',
    spansUnaccounted !== 0 && 'spans are unaccounted for',
    memory.rssAfter > memory.rssBefore + FLAT_MIB && 'memory grew',
    !recovered && 'it did not recover',
  ].filter((problem) => problem !== false);
  return broken.length === 0 ? `holds  ${name}` : `FAILS  ${name}: ${broken.join(', ')}`;
}
