import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { httpSender, servingPod, VirtualClock } from '../../testing/index.ts';
import type { Outcome } from '../client.ts';
import { DistantSocket } from './distant-socket.ts';

const ROUND_TRIP_MS = 100;

/** A pod some way off, and a client of it. Time stands still but for `during`, which moves it until something is over. */
async function distantPod() {
  const clock = new VirtualClock();
  const sockets: Socket[] = [];
  let requests = 0;
  const pod = await servingPod('a', ({ socket }, response) => {
    requests++;
    sockets.push(socket);
    response.end();
  });
  const endpoints = [pod];
  const send = httpSender({
    proxy: 'kube-proxy',
    method: 'GET',
    endpoints,
    clock,
    roundTripMs: ROUND_TRIP_MS,
  });
  const during = async (outcome: Promise<Outcome>) => {
    await clock.advanceDuring(outcome);
    // A connection whose answer was read is kept two turns of the event loop later.
    for (let turn = 0; turn < 3; turn++) await setImmediate();
    return outcome;
  };
  return { clock, sockets, endpoints, send, during, requests: () => requests };
}

test('a request is on its way for half a round trip, and so is its answer', async () => {
  const { clock, send, during, requests } = await distantPod();
  await during(send());
  const sentAt = clock.now();
  let endedAt = Infinity;
  const outcome = send().finally(() => (endedAt = clock.now()));
  await clock.advance(ROUND_TRIP_MS / 2 - 1);
  for (let turn = 0; turn < 10; turn++) await setImmediate();
  expect(requests()).toBe(1);
  await clock.advance(1);
  await vi.waitFor(() => expect(requests()).toBe(2), 20_000);
  await during(outcome);
  expect(endedAt - sentAt).toBeGreaterThanOrEqual(ROUND_TRIP_MS);
});

test('a new connection takes a round trip more', async () => {
  const { clock, send, during } = await distantPod();
  await during(send(true));
  expect(clock.now()).toBeGreaterThanOrEqual(2 * ROUND_TRIP_MS);
});

test('a request that is on its way to a kept connection as its pod closes it is lost, and the next one has a new connection', async () => {
  const { sockets, send, during } = await distantPod();
  expect(await during(send())).toMatchObject({ fate: 'answered', fresh: true });
  const [socket] = sockets;
  socket?.destroy();
  if (socket?.closed === false) await once(socket, 'close');
  for (let turn = 0; turn < 10; turn++) await setImmediate();
  const { fate, fresh } = await during(send());
  expect(['reset', 'closed']).toContain(fate);
  expect(fresh).toBe(false);
  expect(await during(send())).toMatchObject({ fate: 'answered', fresh: true });
});

test('nobody listens: it is heard a round trip later', async () => {
  const { clock, endpoints, send, during } = await distantPod();
  endpoints.splice(0, 1, {
    ...endpoints[0],
    address: { host: '127.0.0.1', port: 1 },
  } as (typeof endpoints)[0]);
  expect(await during(send())).toMatchObject({ fate: 'refused' });
  expect(clock.now()).toBeGreaterThanOrEqual(ROUND_TRIP_MS);
});

test('one that is given up before anybody answered its SYN is closed at once, and so is what came about by then', async () => {
  const clock = new VirtualClock();
  const { address } = await servingPod('a', () => {});
  const socket = new DistantSocket({ pod: 'a', ...address }, ROUND_TRIP_MS / 2, clock);
  await clock.advance(ROUND_TRIP_MS / 2);
  socket.write('unread');
  const closed = vi.fn();
  socket.once('close', closed).destroy();
  for (let turn = 0; turn < 3; turn++) await setImmediate();
  expect(closed).toHaveBeenCalledOnce();
  expect(socket.connecting).toBe(false);
  await clock.advance(ROUND_TRIP_MS);
});
