/** A replica that asks a cache for a value and logs it, and how often it loaded it itself: not before all three have come. */
import { setTimeout as sleep } from 'node:timers/promises';
import { config, defineService } from '@seaworthy/runtime';
import { cacheStore } from '@seaworthy/runtime/cache';
import { redis } from '@seaworthy/runtime/redis';

const REPLICAS = 3;

await defineService({
  name: 'wrapping',
  version: '1.0.0',
  config: { REDIS_URL: config.secret(config.url({ protocols: ['redis'] })) },
  async start(app) {
    const client = await app.use(redis({ url: app.config.REDIS_URL }));
    const cache = await app.use(cacheStore(app, { redis: client }));
    let loads = 0;
    await client.incr('arrived');
    const value = await cache.wrap('key', async () => {
      loads++;
      while (Number(await client.get('arrived')) < REPLICAS) await sleep(5);
      return process.pid;
    });
    app.log.info({ value, loads }, 'wrapped');
  },
}).run();
