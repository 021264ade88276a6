import { timer, type Clock, type Timer } from '../clock.ts';

/** Calls `beat` now and every `everyMs` milliseconds that the main loop turns, until the handle is cleared. */
export function startBeats(clock: Clock, everyMs: number, beat: () => void): Timer {
  let next: Timer | undefined;
  const turn = () => {
    beat();
    next = clock.after(everyMs, turn);
  };
  turn();
  return timer(() => next?.clear());
}
