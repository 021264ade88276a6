import { median, spread } from '../form/index.ts';
import type { Death, Trial } from './trial.ts';
import type { Turn } from './turns.ts';

/** One program under one load: medians of the rounds. */
export interface ResultRow extends Trial, Pick<Turn, 'workload' | 'limitMiB' | 'load'> {
  readonly name: string;
  /** In any round; it is asked no more then. */
  readonly died: Death;
  /** The least and the most of the rounds. */
  readonly goodputMin: number;
  readonly goodputMax: number;
}

/** Sums up the rounds of one program under one load. */
export function resultRow(
  name: string,
  { workload, limitMiB, load }: Turn,
  trials: readonly Trial[],
): ResultRow {
  const middle = (figure: Exclude<keyof Trial, 'died'>) => median(trials.map((each) => each[figure]));
  const goodput = spread(trials.map((each) => each.goodput));
  return {
    name,
    workload,
    limitMiB,
    load,
    died: trials.find(({ died }) => died !== false)?.died ?? false,
    ok: middle('ok'),
    refused: middle('refused'),
    reset: middle('reset'),
    goodput: goodput.median,
    goodputMin: goodput.min,
    goodputMax: goodput.max,
    peakMiB: middle('peakMiB'),
  };
}
