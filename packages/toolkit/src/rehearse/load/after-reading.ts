import { clockOf, type Clock } from '../clock.ts';

/**
 * The same clock, whose timers run after the sockets have been read. Node runs timers first, so that a thread that comes
 * late would send on connections whose end arrived long ago, and give up answers that are there: losses that no client
 * of a cluster would have.
 */
export function afterReading(clock: Clock): Clock {
  return clockOf({
    now: () => clock.now(),
    after(ms, run) {
      let due: NodeJS.Immediate | undefined;
      const timer = clock.after(ms, () => (due = setImmediate(run)));
      return {
        clear() {
          timer.clear();
          clearImmediate(due);
        },
      };
    },
  });
}
