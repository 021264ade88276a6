/** Calls what TARGET and REDIS_PORT name, by each of its clients, for the test of a single-file bundle. */
import { get } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { config, defineService } from '@seaworthy/runtime';
import { Redis } from 'ioredis';
import { request } from 'undici';

await defineService({
  name: 'calling',
  version: '1.0.0',
  config: { TARGET: config.string(), REDIS_PORT: config.integer() },
  async start(app) {
    const { TARGET: target, REDIS_PORT: port } = app.config;
    const redis = await app.use({
      name: 'redis',
      start: () => new Redis({ host: '127.0.0.1', port }),
      stop: (client) => client.disconnect(),
    });
    await once(redis, 'ready');
    return {
      async fetch() {
        await (await fetch(`${target}/fetch`)).text();
        await (await request(`${target}/undici`)).body.text();
        const [response] = await once(get(`${target}/http`), 'response');
        await text(response);
        return new Response(await redis.get('key'));
      },
    };
  },
}).run();
