/** A service with a module that keeps the process alive as soon as it is loaded, as one does that opens a client of Redis. */
import { config, defineService } from '../../src/index.ts';

setInterval(() => undefined, 1000);
const service = defineService({
  name: 'held',
  version: '1.0.0',
  config: { HELD_LEVEL: config.integer() },
  start: () => ({ fetch: () => new Response('hello') }),
});
await service.run();
