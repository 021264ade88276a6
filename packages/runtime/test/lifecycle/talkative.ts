/** A service that describes itself by more than a pipe holds. */
import { config, defineService } from '../../src/index.ts';

const service = defineService({
  name: 'talkative',
  version: '1.0.0',
  config: { TALKATIVE_LEVEL: config.integer().describe('x'.repeat(2 ** 18)) },
  start: () => ({ fetch: () => new Response('hello') }),
});
await service.run();
