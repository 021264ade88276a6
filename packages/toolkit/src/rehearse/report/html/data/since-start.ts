/** Turns the clock's milliseconds into those since the rehearsal began, to a tenth. */
export type SinceStart = (at: number) => number;

export function sinceStart(origin: number): SinceStart {
  return (at) => Math.round((at - origin) * 10) / 10;
}
