import { expect, test } from 'vitest';
import { systemClock, type Clock } from '../../clock.ts';
import { httpSender, servingPod } from '../../testing/index.ts';

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
