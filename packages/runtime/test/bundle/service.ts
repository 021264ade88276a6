/** The smallest service, for the test of a single-file bundle. */
import { defineService } from '@seaworthy/runtime';

await defineService({
  name: 'bundled',
  version: '1.0.0',
  start: () => ({ fetch: () => new Response('from one file') }),
}).run();
