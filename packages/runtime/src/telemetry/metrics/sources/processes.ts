import type { EventBus } from '../../../events.ts';
import { byLabel, single, type MetricSource } from './source.ts';
import { Tally } from './tally.ts';

/** How many processes there are, and how they ended; nothing where one serves alone. */
export function processesSource(bus: EventBus): MetricSource {
  let several = false;
  let running = 0;
  const exits = new Tally<string>(['true', 'false']);
  const subscription = bus.on((event) => {
    if (event.type === 'processes') several = true;
    else if (event.type === 'process.started') running++;
    else if (event.type === 'process.exited') {
      running--;
      exits.add(String(event.expected));
    }
  });
  return {
    name: 'processes',
    stop: subscription.clear,
    collect: () =>
      several
        ? [
            single('seaworthy_processes', running),
            byLabel('seaworthy_process_exits_total', 'expected', exits.counts),
          ]
        : [],
  };
}
