import { EnvName } from '@seaworthy/contract';
import { parseBytes } from '../../../config/index.ts';
import { SeaworthyError } from '../../../errors.ts';

/** As GOMEMLIMIT is set by automemlimit, and as its documentation advises: a tenth for what can't be foreseen. */
export const DEFAULT_SOFT_SHARE = 0.9;

/** Node itself takes more: a plain number below is a share whose sign was left out. */
const LEAST_BYTES = 2 ** 20;

/**
 * Reads a soft limit: a share of the hard limit (`0.9`, `90%`) or a quantity (`360Mi`). Default 0.9.
 *
 * @returns bytes, at most the hard limit
 * @throws SeaworthyError SW_CONFIG_INVALID where it is neither, above the hard limit, or an amount below 1 MiB
 */
export function softLimitOf(text: string | undefined, limitBytes: number): number {
  if (text === undefined || text === '') return Math.floor(limitBytes * DEFAULT_SOFT_SHARE);
  const bytes = shareOf(text, limitBytes) ?? quantityOf(text);
  if (bytes !== undefined && bytes > 0 && bytes <= limitBytes) return Math.floor(bytes);
  throw new SeaworthyError('SW_CONFIG_INVALID', {
    what: `${EnvName.memorySoftLimit} is neither a share such as 0.9 or 90% nor an amount from 1Mi to the limit of ${limitBytes} bytes`,
    where: 'environment',
  });
}

/**
 * The soft limit after the hard one has changed: as stated, where that is below it, else the default. What a start refuses must
 * not end a process that runs.
 */
export function softLimitWithin(text: string | undefined, limitBytes: number): number {
  const stated = shareOf(text ?? '', limitBytes) ?? quantityOf(text ?? '') ?? Infinity;
  return Math.floor(stated <= limitBytes ? stated : limitBytes * DEFAULT_SOFT_SHARE);
}

function shareOf(text: string, limitBytes: number): number | undefined {
  const [, number = '', percent] = /^\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(text) ?? [];
  const share = Number(number) / (percent === '%' ? 100 : 1);
  // A plain number above 1 is an amount of bytes.
  return number === '' || (percent === '' && share > 1) ? undefined : share * limitBytes;
}

function quantityOf(text: string): number | undefined {
  try {
    const bytes = parseBytes(text);
    return bytes !== undefined && bytes >= LEAST_BYTES ? bytes : undefined;
  } catch {
    return undefined;
  }
}
