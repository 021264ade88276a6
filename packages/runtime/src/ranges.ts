import { SeaworthyError } from './errors.ts';

/** What a number of a definition may be. */
export interface Range {
  /** The least. Default: `above`. */
  readonly from?: number;
  /** It must be more than that. Default: `from`. */
  readonly above?: number;
  /** The most. Default: any, `Infinity` too but for {@link finite}. */
  readonly to?: number;
  /** Where only whole numbers make sense, or node takes no other. Default false. */
  readonly whole?: boolean;
  /** Of whole numbers: `Infinity` as well. Default false. */
  readonly endless?: boolean;
  /** Of others: not `Infinity`. Default false. */
  readonly finite?: boolean;
}

/**
 * Checks numbers of a definition, which need not have passed a compiler; undefined: it is left out.
 *
 * @param where the option that holds them, for the error
 * @param fix what to do, for the error. Default: the catalogue's advice
 * @throws SeaworthyError SW_DEFINITION where one is out of its range, or none
 */
export function checkRanges<Name extends string>(
  values: Readonly<Record<Name, number | undefined>>,
  ranges: Readonly<Record<Name, Range>>,
  where: string,
  fix?: string,
): void {
  for (const name of Object.keys(ranges) as Name[]) {
    const value = values[name];
    if (value === undefined || isWithin(ranges[name], value)) continue;
    const what = `\`${name}\` is ${value}; it takes ${textOf(ranges[name])}`;
    throw new SeaworthyError('SW_DEFINITION', { what, where, ...(fix !== undefined && { fix }) });
  }
}

function isWithin(
  { from = -Infinity, above = -Infinity, to = Infinity, whole, endless, finite }: Range,
  value: number,
): boolean {
  if (!(value >= from && value > above && value <= to)) return false;
  if (finite === true && !Number.isFinite(value)) return false;
  return whole !== true || Number.isInteger(value) || (endless === true && value === Infinity);
}

function textOf({ from, above, to, whole, endless, finite }: Range): string {
  const kind = whole === true ? 'whole ' : finite === true ? 'finite ' : '';
  const least = from === undefined ? `above ${above}` : `from ${from}`;
  const most = to === undefined ? '' : `${from === undefined ? ', up' : ''} to ${to}`;
  return `${kind}numbers ${least}${most}${endless === true ? ', or Infinity' : ''}`;
}
