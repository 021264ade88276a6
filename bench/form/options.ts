import { parseArgs } from 'node:util';

/** What every bench can be told on its command line. */
export interface BenchOptions {
  /** Ours and the peers that matter, few rounds, at most 50 s on two cores. */
  readonly quick: boolean;
  /** One JSON object on the last line of standard output. */
  readonly json: boolean;
  /** Of every random choice. Default: from the time, and printed. */
  readonly seed: number;
  /** Rounds to alternate over. Undefined: the bench's own number. */
  readonly rounds: number | undefined;
  /** Names of the rows to run. Undefined: all. */
  readonly only: readonly string[] | undefined;
  /** List every single finding, not only its summary. */
  readonly explain: boolean;
}

/** Reads `--quick --json --seed N --rounds N --only a,b --explain`. @throws on an unknown option or a bad number */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      explain: { type: 'boolean', default: false },
      seed: { type: 'string' },
      rounds: { type: 'string' },
      only: { type: 'string' },
    },
  });
  return {
    quick: values.quick,
    json: values.json,
    explain: values.explain,
    seed: wholeNumber('--seed', values.seed, 0) ?? Date.now() % 2 ** 32,
    rounds: wholeNumber('--rounds', values.rounds, 1),
    only: values.only?.split(','),
  };
}

function wholeNumber(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`${option} takes a whole number of at least ${least}, not "${text}"`);
}
