import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { spawnService } from '../../src/testing/index.ts';
import { bundle } from '../bundle/one-file.ts';
import { RedisServer, redisMissing } from './redis-server.ts';

test.skipIf(redisMissing !== '')(
  `Redis and the cache work from one bundled file, far from node_modules${redisMissing}`,
  async () => {
    await using bundled = await bundle(new URL('cache/wrapping-service.ts', import.meta.url));
    await using server = await RedisServer.start();
    const client = new Redis(server.url);
    // The others, for which it waits.
    await client.set('arrived', 2);
    await client.quit();
    await using service = spawnService(bundled.file, { env: { REDIS_URL: server.url } });
    const { value, loads } = await service.line((line) => 'loads' in line);
    expect({ value, loads }).toEqual({ value: service.pid, loads: 1 });
    service.kill('SIGTERM');
    expect(await service.exit).toEqual({ code: 0, signal: null });
  },
);
