/** A process under test: a probe server and a main loop that does what standard input says. */
import { createInterface } from 'node:readline';
import { systemClock } from '../../src/clock.ts';
import { EventBus } from '../../src/events.ts';
import { startProbeServer, type LivenessOptions } from '../../src/probes/index.ts';

const liveness = JSON.parse(process.argv[2] ?? '{}') as LivenessOptions;
const bus = new EventBus();
bus.on((event) => console.log(JSON.stringify(event)));
const server = await startProbeServer({
  port: 0,
  host: '127.0.0.1',
  service: 'shop',
  version: '1.0.0',
  clock: systemClock,
  bus,
  liveness,
  metrics: () => ({ contentType: 'text/plain', body: 'up 1\n' }),
});

const orders: Record<string, (value: number) => void> = {
  ready: () => bus.emit({ type: 'state', from: 'starting', to: 'ready', reason: 'started' }),
  // What drains, and then at once is busy, must already have been seen to drain.
  drain: (ms) => {
    bus.emit({ type: 'state', from: 'ready', to: 'draining', reason: 'SIGTERM' });
    spin(ms);
  },
  spin,
  /** Takes `ms` of CPU time, however long the scheduler makes that. */
  burn: (ms) => {
    const before = process.cpuUsage();
    console.log('burning');
    // Asking costs more than computing, so it is asked seldom.
    while (process.cpuUsage(before).user < ms * 1000) for (let turn = 0; turn < 1e6; turn++);
    console.log('burnt');
  },
  // Nothing but the close itself keeps the process alive then.
  close: () => {
    process.stdin.destroy();
    void server.close().then(() => console.log('closed'));
  },
};

function spin(ms: number): void {
  console.log('spinning');
  const until = performance.now() + ms;
  while (performance.now() < until);
  console.log('spun');
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const [order = '', value] = line.split(' ');
  orders[order]?.(value === 'forever' ? Infinity : Number(value));
});
