/**
 * Ours: the same handlers, with the cache that the runtime offers in place of the Map, and what it reads bodies and answers
 * with; by PLAIN=1 without the latter, as a program that was only moved onto the runtime.
 */
import { defineService, readBody, sendJson, streamJson } from '@seaworthy/runtime';
import { handlerFor, plain, type CachedObject } from './handler.ts';

/** Of a string in V8: its characters, a header, and its place in the array. */
const PER_STRING = 24;

await defineService({
  name: 'bench-memory',
  version: '1.0.0',
  http: { limits: { maxBodyBytes: 4 * 2 ** 20 } },
  start(app) {
    // The bench waits for this line.
    app.on((event) => {
      if (event.type === 'listening' && event.name === 'http') console.log(`listening on ${event.port}`);
    });
    const cache = app.memory.createCache<string, CachedObject>({
      share: 0.8,
      sizeOf: (strings) => strings.reduce((sum, { length }) => sum + length + PER_STRING, 0),
    });
    const means = process.env['PLAIN'] === '1' ? plain : { readBody, sendJson, streamJson };
    return { listener: handlerFor({ ...means, store: cache }) };
  },
}).run();
