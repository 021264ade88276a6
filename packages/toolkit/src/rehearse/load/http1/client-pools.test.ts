import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { httpSender, onePerSecond, servingPod, VirtualClock } from '../../testing/index.ts';
import { ClientPools } from './client-pools.ts';

/** A connection whose answer was read is kept two turns of the event loop later. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await setImmediate();
}

test('§5 kube-proxy: an established connection stays with its terminating pod until the process closes it', async () => {
  let isClosing = false;
  const endpoints = [
    await servingPod('old', (_, response) => {
      if (isClosing) response.setHeader('connection', 'close');
      response.end();
    }),
  ];
  const send = httpSender({ proxy: 'kube-proxy', method: 'GET', endpoints });
  /** The pod that answered a request; its connection is kept by the next one. */
  const pod = async (fresh = false) => {
    const outcome = await send(fresh);
    await settled();
    return [outcome.fate, outcome.pod, outcome.fresh ? 'new' : 'kept'];
  };
  expect(await pod()).toEqual(['answered', 'old', 'new']);
  endpoints.splice(0, 1, await servingPod('new', (_, response) => response.end()));
  expect(await pod()).toEqual(['answered', 'old', 'kept']);
  expect(await pod(true)).toEqual(['answered', 'new', 'new']);
  expect(await pod()).toEqual(['answered', 'old', 'kept']);
  isClosing = true;
  expect(await pod()).toEqual(['answered', 'old', 'kept']);
  expect(await pod()).toEqual(['answered', 'new', 'new']);
});

test('a client does not use a connection that has been idle for its time', async () => {
  const clock = new VirtualClock();
  const endpoints = [await servingPod('a', (_, response) => response.end())];
  const send = httpSender({ proxy: 'kube-proxy', method: 'GET', endpoints, clock });
  for (const [idleMs, fresh] of [
    [0, true],
    [59_999, false],
    [60_000, true],
  ] as const) {
    await clock.advance(idleMs);
    expect(await send()).toMatchObject({ fate: 'answered', fresh });
    await settled();
  }
});

test('of several kept connections the one that was used last is taken first', async () => {
  const answers: (() => void)[] = [];
  const endpoints = [await servingPod('a', (_, response) => void answers.push(() => response.end()))];
  const send = httpSender({ proxy: 'kube-proxy', method: 'GET', endpoints });
  const sent = [send(), send()];
  await vi.waitFor(() => expect(answers).toHaveLength(2), 20_000);
  const ended: number[] = [];
  for (const one of sent) void one.then(({ connection }) => ended.push(connection));
  for (const answer of answers.splice(0)) {
    const before = ended.length;
    answer();
    await vi.waitFor(() => expect(ended.length).toBe(before + 1), 20_000);
    await settled();
  }
  const third = send();
  await vi.waitFor(() => expect(answers).toHaveLength(1), 20_000);
  answers[0]?.();
  expect(await third).toMatchObject({ fresh: false, connection: ended.at(-1) });
});

test('a sweep closes what has been idle for its time, so that its pod sees it go', async () => {
  const clock = new VirtualClock();
  const { pod, address } = await servingPod('a', (_, response) => response.end());
  const pools = new ClientPools({
    clock,
    router: { per: 'connection', route: () => ({ pod, ...address }) },
    plan: onePerSecond,
    nextConnection: () => 0,
    ended: () => undefined,
  });
  const connection = pools.take(0, false);
  if (connection === undefined) throw new Error('There is a pod');
  pools.give(connection, true);
  await settled();
  for (const [ms, isOpen] of [
    [59_999, true],
    [1, false],
  ] as const) {
    await clock.advance(ms);
    pools.sweep();
    expect(connection.isOpen).toBe(isOpen);
  }
});
