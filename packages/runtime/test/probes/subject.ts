/** A process under test: a probe server and a main loop that does what standard input says. */
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { systemClock, type Clock } from '../../src/clock.ts';
import { EventBus } from '../../src/events.ts';
import { startProbeServer, type LivenessOptions } from '../../src/probes/index.ts';

const liveness = JSON.parse(process.argv[2] ?? '{}') as LivenessOptions;
/** When the last beat of the main loop was due, in milliseconds since the Unix epoch, and what is done right after the next. */
let beatAt = 0;
let afterBeat = () => {};
const clock: Clock = {
  ...systemClock,
  after: (ms, run) =>
    systemClock.after(ms, () => {
      if (ms !== liveness.heartbeatMs) return run();
      beatAt = Date.now();
      run();
      afterBeat();
    }),
};
const bus = new EventBus();
bus.on((event) => console.log(JSON.stringify(event)));
const server = await startProbeServer({
  port: 0,
  host: '127.0.0.1',
  service: 'shop',
  version: '1.0.0',
  clock,
  bus,
  liveness,
  metrics: () => ({ contentType: 'text/plain', body: 'up 1\n' }),
});

const orders: Record<string, (value: string) => void> = {
  ready: () => bus.emit({ type: 'state', from: 'starting', to: 'ready', reason: 'started' }),
  // What drains, and then at once is busy, must already have been seen to drain.
  drain: (gate) => {
    bus.emit({ type: 'state', from: 'ready', to: 'draining', reason: 'SIGTERM' });
    spin(gate);
  },
  spin,
  /** Spins as soon as a beat is out: from then on the loop is silent. */
  'spin-after-beat': (gate) => {
    afterBeat = () => {
      afterBeat = () => {};
      spin(gate);
    };
  },
  /** Takes so many milliseconds of CPU time, however long the scheduler makes that. */
  burn: (ms) => {
    const before = process.cpuUsage();
    console.log('burning');
    // Asking costs more than computing, so it is asked seldom.
    while (process.cpuUsage(before).user < Number(ms) * 1000) for (let turn = 0; turn < 1e6; turn++);
    console.log('burnt');
  },
  // Nothing but the close itself keeps the process alive then.
  close: () => {
    process.stdin.destroy();
    void server.close().then(() => console.log('closed'));
  },
};

/** Keeps the loop from turning for as long as the file `gate` exists. */
function spin(gate: string): void {
  console.log(JSON.stringify({ doing: 'spinning', beatAt, from: Date.now() }));
  while (existsSync(gate));
  console.log('spun');
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const [order = '', value = ''] = line.split(' ');
  orders[order]?.(value);
});
