import { Redis } from 'ioredis';
import { Redis as Redis5 } from 'ioredis-5';
import { expect, test, vi } from 'vitest';

// All that is asked of a client and of the cache on it, once more with the major version that most services have.
vi.mock('ioredis', () => import('ioredis-5'));
await import('./redis.test.ts');
await import('./telemetry.test.ts');
await import('../cache/outage.test.ts');

test('the client of these tests is that of ioredis 5', () => {
  expect(Redis).toBe(Redis5);
});
