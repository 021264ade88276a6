import { SeaworthyError } from '../errors.ts';

/** What a number of a definition may be. */
export interface Range {
  readonly from: number;
  /** Default: any, `Infinity` too. */
  readonly to?: number;
  /** Where only whole numbers make sense, or node takes no other. Default false. */
  readonly whole?: boolean;
}

/**
 * Checks numbers of a definition.
 *
 * @param where the option that holds them, for the error
 * @throws SeaworthyError SW_DEFINITION where one is out of its range, or none
 */
export function checkRanges<Name extends string>(
  values: Readonly<Record<Name, number>>,
  ranges: Readonly<Record<Name, Range>>,
  where: string,
): void {
  for (const name of Object.keys(ranges) as Name[]) {
    const { from, to = Infinity, whole = false } = ranges[name];
    const value = values[name];
    if (value >= from && value <= to && (!whole || Number.isInteger(value))) continue;
    const numbers = whole ? 'whole numbers' : 'numbers';
    const range = to === Infinity ? `${numbers} from ${from}` : `${numbers} from ${from} to ${to}`;
    throw new SeaworthyError('SW_DEFINITION', { what: `\`${name}\` is ${value}; it takes ${range}`, where });
  }
}
