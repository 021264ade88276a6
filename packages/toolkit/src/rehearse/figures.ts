/** Milliseconds as seconds for people, `1.4 s`; of less than a tenth as what they are: `12 ms`, `2.3 ms`. */
export function seconds(ms: number): string {
  if (ms >= 100) return `${(ms / 1000).toFixed(1)} s`;
  return `${Number(ms.toFixed(ms < 10 ? 1 : 0))} ms`;
}

/** A whole number for people: `6,071`. */
export function amount(number: number): string {
  return Math.round(number).toLocaleString('en');
}

/** Bytes as MiB for people: `38 MiB`. */
export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

/** A number of things: `1 request`, `6,071 requests`. */
export function count(number: number, thing: string, things = `${thing}s`): string {
  return `${amount(number)} ${number === 1 ? thing : things}`;
}

/** The middle one of some numbers; NaN of none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** The largest of any number of numbers, more than a call takes arguments; 0 of none. */
export function largest(numbers: readonly number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}

/** Lost per million, the unit in which programs are compared. */
export function perMillion(lost: number, total: number): string {
  const part = Math.round((lost / Math.max(1, total)) * 1e6);
  return `${lost > 0 && part === 0 ? 'less than 1' : amount(part)} per million`;
}
