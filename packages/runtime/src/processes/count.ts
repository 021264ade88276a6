import { EnvName } from '@seaworthy/contract';
import { SeaworthyError } from '../errors.ts';

/** How many processes share the port: one for each core, or a number. */
export type ProcessesSetting = 'auto' | number;

/** What decides how many there are. */
export interface CountFacts {
  /** The definition's. Default 1. */
  readonly setting: ProcessesSetting | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cores: number;
  /** The memory limit; undefined: none. */
  readonly limitBytes: number | undefined;
  /** In development one process is easier to debug, and embedded stores belong to one. */
  readonly development: boolean;
}

/** A number of processes, and why. */
export interface Count {
  readonly count: number;
  readonly reason: string;
}

/** Below this, a process would spend more memory on itself than on requests: 17 MiB are charged for an idle one. */
const LEAST_BYTES = 128 * 2 ** 20;
/** Below this one can't even load its code: what a number that is given may not come to either. */
const LOADING_BYTES = 32 * 2 ** 20;
/** More were never of use, and a mistyped number must not fill the node. */
const MOST = 64;

/**
 * Decides how many processes share the port. `SEAWORTHY_PROCESSES` outweighs the definition. `auto` is one for each core
 * of the CPU limit, as far as each has 128 MiB of the memory limit; in development it is one.
 *
 * @throws SeaworthyError SW_CONFIG_INVALID, SW_DEFINITION where it is neither `auto` nor a number from 1 to 64, or each of so
 * many would have less than 32 MiB of the memory limit
 */
export function countProcesses({ setting = 1, env, cores, limitBytes, development }: CountFacts): Count {
  const text = env[EnvName.processes] ?? '';
  if (text !== '' && text !== 'auto')
    return {
      count: valid(text, limitBytes, EnvName.processes),
      reason: `${EnvName.processes}=${text}`,
    };
  if (text === '' && setting !== 'auto')
    return { count: valid(setting, limitBytes, undefined), reason: 'the definition' };
  if (development) return { count: 1, reason: 'development' };
  const fitting = limitBytes === undefined ? Infinity : Math.max(1, Math.floor(limitBytes / LEAST_BYTES));
  if (fitting < cores)
    return { count: Math.min(fitting, MOST), reason: `the memory limit, of ${cores} cores` };
  return { count: Math.min(cores, MOST), reason: `${cores} cores` };
}

function valid(given: string | number, limitBytes: number | undefined, variable: string | undefined): number {
  const count = Number(given);
  const refuse = (what: string, fix?: string) =>
    new SeaworthyError(variable === undefined ? 'SW_DEFINITION' : 'SW_CONFIG_INVALID', {
      what: `${variable ?? '`processes`'} ${what}`,
      where: variable === undefined ? 'defineService processes' : 'environment',
      ...(fix !== undefined && { fix }),
    });
  if (!Number.isInteger(count) || count < 1 || count > MOST)
    throw refuse(`must be auto or a whole number from 1 to ${MOST}, not ${given}`);
  const eachBytes = (limitBytes ?? Infinity) / count;
  if (count > 1 && eachBytes < LOADING_BYTES)
    throw refuse(
      `is ${count}, and of the memory limit each would have ${Math.floor(eachBytes / 2 ** 20)} MiB: too little to start with`,
      'Raise the memory limit, 128 MiB for each, or run fewer processes.',
    );
  return count;
}
