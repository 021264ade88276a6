import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { endpointOf, httpSender, onePerSecond, VirtualClock } from '../testing/index.ts';
import type { Outcome } from './client.ts';

/** What it comes to once its time is over, and not before. */
async function afterItsTime(sent: Promise<Outcome>, clock: VirtualClock): Promise<Outcome> {
  const ended: Outcome[] = [];
  void sent.then((outcome) => ended.push(outcome));
  await clock.advance(onePerSecond.timeoutMs - 1);
  expect(ended).toEqual([]);
  await clock.advance(1);
  return sent;
}

test('no whole answer in time', async () => {
  const clock = new VirtualClock();
  const server = createServer();
  const endpoints = [await endpointOf('a', server)];
  const send = httpSender({ proxy: 'kube-proxy', method: 'GET', endpoints, clock });
  /** Answers one request, which comes on a connection of its own. */
  const answer = async (bytes: string) => {
    const [socket] = (await once(server, 'connection')) as [Socket];
    await once(
      socket.on('error', () => {}),
      'data',
    );
    await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
  };
  const begun = send(true);
  await answer('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n');
  const whole = send(true);
  await answer('HTTP/1.1 204 No Content\r\n\r\n');
  // What came before has been read by then.
  expect(await whole).toMatchObject({ fate: 'answered', status: 204 });
  expect(await afterItsTime(begun, clock)).toMatchObject({ fate: 'timeout', status: 200 });
});

test('a message to a WebSocket that is not answered in time', async () => {
  const clock = new VirtualClock();
  const server = createHttpServer();
  const connected = once(new WebSocketServer({ server }), 'connection') as Promise<[WebSocket]>;
  const endpoints = [await endpointOf('a', server)];
  const sent = httpSender({ proxy: 'kube-proxy', kind: 'websocket', method: 'GET', endpoints, clock })();
  const [socket] = await connected;
  await once(socket, 'message');
  expect(await afterItsTime(sent, clock)).toMatchObject({ fate: 'timeout', status: 101 });
});
