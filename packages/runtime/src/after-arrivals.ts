import { timer, type Clock, type Timer } from './clock.ts';

/**
 * Calls `run` after `ms`, once what has arrived by then has been read. The event loop runs timers before it polls its
 * sockets: after a stall, or while the CPU quota is spent, a connection would be closed with requests waiting on it, and what
 * was answered in time would count as late.
 */
export function afterArrivals(clock: Clock, ms: number, run: () => void): Timer {
  let turn: NodeJS.Immediate | undefined;
  const wait = clock.after(ms, () => {
    turn = setImmediate(run);
  });
  return timer(() => {
    wait.clear();
    clearImmediate(turn);
  });
}
