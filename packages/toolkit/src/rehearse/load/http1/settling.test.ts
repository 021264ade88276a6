import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../clock.ts';
import type { Outcome } from '../client.ts';
import { getRoot, onePerSecond } from '../../testing/index.ts';
import { Http1Client } from './index.ts';

test('a connection is not used again before its end, which may have come with the answer, could be read', async () => {
  // The answer asks for nothing of the sort, and the end comes right after it.
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  const outcomes: Outcome[] = [];
  const both = Promise.withResolvers<void>();
  let connections = 0;
  const client = new Http1Client({
    clock: systemClock,
    router: { per: 'connection', route: () => ({ pod: 'a', host: '127.0.0.1', port }) },
    plan: { ...onePerSecond, actions: [getRoot] },
    nextConnection: () => connections++,
    ended(_, outcome) {
      outcomes.push(outcome);
      if (outcomes.length === 2) both.resolve();
      // In the turn in which the answer was read.
      else setImmediate(() => client.send(request));
    },
  });
  const request = { id: 0, action: getRoot, actionIndex: 0, dueAt: 0, client: 0, fresh: false };
  client.send(request);
  await both.promise;
  client.close();
  for (const outcome of outcomes) expect(outcome).toMatchObject({ fate: 'answered', fresh: true });
});
