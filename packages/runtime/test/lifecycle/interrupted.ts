/** A process under a virtual clock that interrupts itself at the milliseconds of its arguments, as a terminal and npm do. */
import { once } from 'node:events';
import { EventBus } from '../../src/events.ts';
import { Lifecycle, planBudget, runProcess } from '../../src/lifecycle/index.ts';
import { VirtualClock } from '../../src/testing/index.ts';

const clock = new VirtualClock();
const bus = new EventBus();
bus.on((event) => {
  if (event.type === 'signal') console.log(JSON.stringify({ ...event, at: clock.now() }));
});
const lifecycle = new Lifecycle({
  clock,
  bus,
  budget: planBudget({ gracePeriodMs: 30_000, preStopMs: 0, drainDelayMs: 5000 }),
  start: async () => {},
  inFlight: async () => [],
  workers: async () => [],
  flush: async () => {},
});
// As another process sends it: what this one raises itself is passed over.
const kill = process.kill.bind(process);
void runProcess({ lifecycle, clock, bus, flushLogs: () => {} });
for (const at of process.argv.slice(2).map(Number)) {
  await clock.advance(at - clock.now());
  const heard = once(process, 'SIGINT');
  kill(process.pid, 'SIGINT');
  await heard;
}
