/** Ours, shedding load by its defaults. */
import { defineService } from '@seaworthy/runtime';
import { work } from './work.ts';

await defineService({
  name: 'overloaded',
  version: '1.0.0',
  http: { load: {} },
  start: () => ({
    listener: async (request, response) => {
      await work(request.url);
      response.end('done');
    },
  }),
}).run();
