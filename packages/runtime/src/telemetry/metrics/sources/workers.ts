import type { EventBus } from '../../../events.ts';
import { byLabel, type MetricSource } from './source.ts';
import { Tally } from './tally.ts';

/** How often each background worker failed. */
export function workersSource(bus: EventBus): MetricSource {
  const failures = new Tally<string>([]);
  const subscription = bus.on((event) => {
    if (event.type === 'worker' && event.what === 'started') failures.add(event.worker, 0);
    if (event.type === 'worker.failed') failures.add(event.worker);
  });
  return {
    name: 'workers',
    stop: subscription.clear,
    collect: () => [byLabel('seaworthy_worker_failures_total', 'worker', failures.counts)],
  };
}
