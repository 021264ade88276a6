import { parseArgs } from 'node:util';

/** What a bench can be told on its command line beside `--quick` and `--json`. */
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

/** Options that not every bench has. */
const ownOptions = ['seed', 'rounds', 'only', 'explain'] as const;

/** An option that not every bench has. */
export type OwnOption = (typeof ownOptions)[number];

/**
 * Reads `--quick --json --seed N --rounds N --only a,b --explain`, of the last four those that this bench takes.
 *
 * @throws on an option that it does not take, or a bad number
 */
export function parseOptions(args: readonly string[], takes: readonly OwnOption[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      explain: { type: 'boolean' },
      seed: { type: 'string' },
      rounds: { type: 'string' },
      only: { type: 'string' },
    },
  });
  const refused = ownOptions.find((name) => values[name] !== undefined && !takes.includes(name));
  if (refused !== undefined) throw new Error(`This bench has no option --${refused}`);
  const { quick, json, explain = false, seed, rounds, only } = values;
  return {
    quick,
    json,
    explain,
    seed: wholeNumber('--seed', seed, 0) ?? Date.now() % 2 ** 32,
    rounds: wholeNumber('--rounds', rounds, 1),
    only: only?.split(','),
  };
}

function wholeNumber(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`${option} takes a whole number of at least ${least}, not "${text}"`);
}
