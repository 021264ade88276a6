import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { s3 } from '../../../src/stores/s3/index.ts';
import { VirtualClock } from '../../../src/testing/index.ts';
import { started, testContext } from '../started.ts';

/** Options for a server that answers every request by the next of `statuses`, and then by 200. */
async function server(statuses: number[]) {
  const answering = createServer((_, response) => response.writeHead(statuses.shift() ?? 200).end()).listen(
    0,
    '127.0.0.1',
  );
  await once(answering, 'listening');
  onTestFinished(() => answering.close().closeAllConnections());
  return {
    bucket: 'test',
    endpoint: `http://127.0.0.1:${(answering.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
}

test('a server that is busy or fails is waited for at the start', async () => {
  const statuses = [500, 503, 429, 408];
  const waits = statuses.length;
  const [clock, context] = [new VirtualClock(), testContext()];
  const starting = started(s3(await server(statuses)), { ...context, clock });
  for (let count = 1; count <= waits; count++) {
    await vi.waitUntil(() => context.events.length === count, { timeout: 20_000 });
    await clock.advance(10_000);
  }
  await starting;
  expect(context.events[0]).toMatchObject({
    type: 'waiting',
    error: { message: 'The server answered 500 for the bucket test: the server is busy or failed' },
  });
});

test.each([
  [301, 'it is in another region'],
  [400, 'signed for another region'],
  [401, 'the credentials are wrong'],
  [403, 'the credentials are wrong, or lack s3:ListBucket'],
  [404, 'there is no such bucket'],
  [405, 'it may be none of S3'],
])('%i ends the start, in words that HEAD has no body for', async (status, meaning) => {
  const context = testContext();
  await expect(s3(await server([status, status])).start(context)).rejects.toThrow(meaning);
  expect(context.events).toEqual([]);
});

test('a request that the server fails is sent three times, unless it is said otherwise', async () => {
  const statuses = [200, 500, 500, 500, 200, 500];
  const { maxAttempts: _, ...options } = await server(statuses);
  const { client } = await started(s3(options));
  const get = () => client.getObject({ Bucket: 'test', Key: 'a' });
  await expect(get()).rejects.toThrow();
  expect(statuses).toEqual([200, 500]);
  await get();
  await get();
  expect(statuses).toEqual([]);
});
