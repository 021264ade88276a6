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

/** From this part on a share of losses is told per cent. */
const MANY = 0.01;

/** What part of requests was lost: per million, the unit in which programs are compared, and where it is much, per cent. */
export function lostShare(lost: number, total: number): string {
  const part = lost / Math.max(1, total);
  if (part >= MANY) return `${Number((part * 100).toFixed(1))} %`;
  const millionths = Math.round(part * 1e6);
  return `${lost > 0 && millionths === 0 ? 'less than 1' : amount(millionths)} per million`;
}
