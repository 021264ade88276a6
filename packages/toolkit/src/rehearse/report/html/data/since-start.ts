/** Turns the clock's milliseconds into those since the rehearsal began, to a tenth. */
export type SinceStart = (at: number) => number;

export function sinceStart(beganAt: number): SinceStart {
  return (at) => Math.round((at - beganAt) * 10) / 10;
}
