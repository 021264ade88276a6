/** A process that has nothing to do but to close its probes. */
import { systemClock } from '../../src/clock.ts';
import { EventBus } from '../../src/events.ts';
import { startProbeServer } from '../../src/probes/index.ts';

const server = await startProbeServer({
  port: 0,
  host: '127.0.0.1',
  service: 'subject',
  version: '1',
  clock: systemClock,
  bus: new EventBus(),
  metrics: () => ({ contentType: 'text/plain', body: '' }),
});
await server.close();
console.log(JSON.stringify({ msg: 'closed' }));
