/** Ours: everything that the runtime gives, and one route. */
import { defineService } from '@seaworthy/runtime';

await defineService({
  name: 'image-bench',
  version: '1.0.0',
  start: () => ({ fetch: async () => Response.json({ hello: 'world' }) }),
}).run();
