import { once } from 'node:events';
import { createServer, type Http2ServerResponse } from 'node:http2';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock, type Clock } from '../../clock.ts';
import { getRoot, onePerSecond } from '../../testing/index.ts';
import type { Outcome } from '../client.ts';
import type { LoadAction } from '../plan.ts';
import { H2cClient } from './index.ts';

const action: LoadAction = { ...getRoot, kind: 'h2c' };

/** A pod that answers all, or what else it does, until the test is over. */
async function answeringPod(
  pod: string,
  answer: (response: Http2ServerResponse) => void = (response) => response.end(),
) {
  const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  return { pod, host: '127.0.0.1', port: typeof address === 'object' && address !== null ? address.port : 0 };
}

/**
 * A client that is sent to `gone` and then to `sound`, and a clock whose timers run when a test says so: before any connection
 * can have been made, as if nobody answered its SYN.
 */
async function clientOfTwo(answer?: (response: Http2ServerResponse) => void) {
  const targets = [await answeringPod('gone'), await answeringPod('sound', answer)];
  const timers: { readonly ms: number; readonly run: () => void }[] = [];
  let now = 0;
  const clock: Clock = {
    ...systemClock,
    now: () => now,
    after(ms, run) {
      timers.push({ ms, run });
      return { clear: () => {} };
    },
  };
  const ends: ((outcome: Outcome) => void)[] = [];
  let connections = 0;
  const client = new H2cClient({
    clock,
    router: { per: 'connection', route: () => targets.shift() },
    plan: { ...onePerSecond, timeoutMs: 10_000, actions: [action] },
    nextConnection: () => connections++,
    ended: ({ id }, outcome) => ends[id]?.(outcome),
  });
  onTestFinished(() => client.close());
  return {
    targets,
    timers,
    sendAt: (ms: number): Promise<Outcome> => {
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      now = ms;
      const id = ends.push(resolve) - 1;
      client.send({ id, action, actionIndex: 0, dueAt: ms, client: 0, fresh: false });
      return promise;
    },
    /** Lets the time of the first request be over. */
    timeOutFirst: () => {
      now = 10_000;
      timers[0]?.run();
    },
    /** Lets the time of the latest try be over. */
    timeOutLast: (ms: number) => {
      now = ms;
      timers.at(-1)?.run();
    },
  };
}

test('a session that nobody took in time is given up, and who still has time goes to the next one', async () => {
  const { timers, sendAt, timeOutFirst } = await clientOfTwo();
  const first = sendAt(0);
  const second = sendAt(4000);
  timeOutFirst();
  expect(await first).toMatchObject({ fate: 'timeout', pod: 'gone', connection: 0 });
  expect(await second).toMatchObject({ fate: 'answered', pod: 'sound', connection: 1, sentAt: 4000 });
  expect(timers.map(({ ms }) => ms)).toEqual([10_000, 10_000, 4000]);
  expect(await sendAt(11_000)).toMatchObject({ fate: 'answered', pod: 'sound', connection: 1, fresh: false });
});

test('a request whose time is over with that of the session is lost on it, and asks nobody else', async () => {
  const { targets, sendAt, timeOutFirst } = await clientOfTwo();
  const both = [sendAt(0), sendAt(0)];
  timeOutFirst();
  for (const sent of both) expect(await sent).toMatchObject({ fate: 'timeout', pod: 'gone' });
  expect(targets).toHaveLength(1);
});

test.each([
  ['the session that was given up held it for most of its time', 100, 'gone', 0],
  ['the next one held it for most of its time', 9000, 'sound', 1],
])(
  'a request that has no answer either where it goes on to is lost where %s',
  async (_, ms, pod, connection) => {
    const asked = Promise.withResolvers<void>();
    const { sendAt, timeOutFirst, timeOutLast } = await clientOfTwo(() => asked.resolve());
    void sendAt(0);
    const late = sendAt(ms);
    timeOutFirst();
    await asked.promise;
    timeOutLast(10_000 + ms);
    expect(await late).toMatchObject({ fate: 'timeout', pod, connection, sentAt: ms });
  },
);
