import { timer, type Clock, type Timer } from '../clock.ts';
import type { SharedState } from './thread/shared-state.ts';

/** Writes every `everyMs` milliseconds that the main loop turns, until the handle is cleared. */
export function startHeartbeat(shared: SharedState, clock: Clock, everyMs: number): Timer {
  let next: Timer | undefined;
  const beat = () => {
    shared.markBeat();
    next = clock.after(everyMs, beat);
  };
  beat();
  return timer(() => next?.clear());
}
