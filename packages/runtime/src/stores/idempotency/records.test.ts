import { expect, test } from 'vitest';
import type { Queryable } from '../sql.ts';
import { takeKey } from './records.ts';

const request = { principal: 'ada', key: 'key', fingerprint: 'print' };
const take = (query: () => Promise<{ rows: never[] }>) => takeKey({ query } as Queryable, request, 1000);

test.each([
  ['lock_timeout', '55P03'],
  ['statement_timeout', '57014'],
])('who waited for the first request up to its %s is told to come again', async (_, code) => {
  const failed = take(() => Promise.reject(Object.assign(new Error('too long'), { code })));
  await expect(failed).rejects.toMatchObject({ code: 'SW_IDEMPOTENCY_CONFLICT', status: 409 });
});

test('…and so is who came as the key was swept; other failures are told as they are', async () => {
  const swept = take(() => Promise.resolve({ rows: [] }));
  await expect(swept).rejects.toMatchObject({ code: 'SW_IDEMPOTENCY_CONFLICT', status: 409 });
  const lost = Object.assign(new Error('lost'), { code: '57P01' });
  await expect(take(() => Promise.reject(lost))).rejects.toBe(lost);
});
