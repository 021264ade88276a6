import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { systemClock, type Clock } from '../../clock.ts';
import { httpSender, servingPod, VirtualClock } from '../../testing/index.ts';

/** `proxy-connect-timeout` of ingress-nginx. */
const CONNECT_MS = 5000;

test('§5 ingress-nginx: a second try goes to whose turn it is, be it the pod that failed the first', async () => {
  const reset: (() => void)[] = [];
  const arrived = Promise.withResolvers<void>();
  const broken = await servingPod('broken', ({ socket }) => {
    reset.push(() => socket.resetAndDestroy());
    // The first waits for the test, any other is reset at once.
    if (reset.length === 1) arrived.resolve();
    else reset.at(-1)?.();
  });
  const sound = await servingPod('sound', (_, response) => response.end());
  const send = httpSender({ proxy: 'ingress-nginx', method: 'GET', endpoints: [broken, sound] });
  let first = send();
  // Whoever has the first turn.
  if ((await Promise.race([first, arrived.promise])) !== undefined) first = send();
  await arrived.promise;
  expect(await send()).toMatchObject({ pod: 'sound', retries: 0 });
  reset[0]?.();
  expect(await first).toMatchObject({ fate: 'answered', pod: 'sound', retries: 2 });
});

test('§5 ingress-nginx: a POST that got no connection in time was not sent, and is tried again', async () => {
  const requests: string[] = [];
  const answering = (name: string) =>
    servingPod(name, ({ method }, response) => {
      requests.push(`${method} ${name}`);
      response.end();
    });
  const connectTimeouts: (() => void)[] = [];
  const clock: Clock = {
    ...systemClock,
    after(ms, run) {
      if (ms !== CONNECT_MS) return systemClock.after(ms, run);
      connectTimeouts.push(run);
      return { clear: () => {} };
    },
  };
  const endpoints = [await answering('a'), await answering('b')];
  const sent = httpSender({ proxy: 'ingress-nginx', method: 'POST', endpoints, clock })();
  // No connection can have been made yet.
  connectTimeouts[0]?.();
  const outcome = await sent;
  expect(outcome).toMatchObject({ fate: 'answered', retries: 1 });
  expect(requests).toEqual([`POST ${outcome.pod}`]);
});

test('§5 ingress-nginx: a POST that was refused was not sent, and is tried again', async () => {
  const sound = await servingPod('sound', (_, response) => response.end());
  const gone = { ...sound, pod: 'gone', address: { host: '127.0.0.1', port: 1 } };
  const send = httpSender({ proxy: 'ingress-nginx', method: 'POST', endpoints: [gone, sound] });
  const outcomes = [await send(), await send()];
  for (const outcome of outcomes) expect(outcome).toMatchObject({ fate: 'answered', pod: 'sound' });
  expect(outcomes.some(({ retries }) => retries === 1)).toBe(true);
});

test('§5 ingress-nginx: an answer that breaks off after its head is lost, and not asked for again', async () => {
  let requests = 0;
  const pod = await servingPod('a', (_, response) => {
    requests += 1;
    response.writeHead(200, { 'content-length': 100 });
    response.write('some of it', () => response.socket?.end());
  });
  const send = httpSender({ proxy: 'ingress-nginx', method: 'GET', endpoints: [pod] });
  expect(await send()).toMatchObject({ fate: 'closed', status: 200, retries: 0 });
  expect(requests).toBe(1);
});

test('§5 ingress-nginx: a connection that has been idle for 60 s is closed', async () => {
  const clock = new VirtualClock();
  const sockets: Socket[] = [];
  const pod = await servingPod('a', ({ socket }, response) => {
    sockets.push(socket);
    response.end();
  });
  const send = httpSender({ proxy: 'ingress-nginx', method: 'GET', endpoints: [pod], clock });
  expect(await send()).toMatchObject({ fresh: true });
  for (let turn = 0; turn < 3; turn++) await setImmediate();
  await clock.advance(60_000);
  expect(await send()).toMatchObject({ fresh: true });
  const [first] = sockets;
  if (first?.destroyed === false) await once(first, 'close');
  expect(first?.destroyed).toBe(true);
});
