import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { httpSender, servingPod } from '../../testing/index.ts';

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
    for (let turn = 0; turn < 3; turn++) await setImmediate();
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
