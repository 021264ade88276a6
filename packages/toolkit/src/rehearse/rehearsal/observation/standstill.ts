import type { Clock, Timer } from '../../clock.ts';
import type { Note } from '../../events.ts';

/** Between two looks at the time, in milliseconds. */
const LOOK_MS = 100;
/** Shorter delays of this thread are not told, in milliseconds: a proxy or a kubelet takes as long now and then. */
const TOLD_MS = 1000;

/**
 * Notes when this thread has stood still, as on an overloaded machine or by Ctrl-Z: controllers, kubelet, probes and the proxies' views
 * run on it, and were as late. Until the returned function is called.
 */
export function watchStandstills(clock: Clock, note: Note): () => void {
  let timer: Timer;
  const look = () => {
    const dueAt = clock.now() + LOOK_MS;
    timer = clock.after(LOOK_MS, () => {
      const forMs = clock.now() - dueAt;
      if (forMs >= TOLD_MS) note({ type: 'stood-still', forMs });
      look();
    });
  };
  look();
  return () => timer.clear();
}
