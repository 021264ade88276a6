import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { expect, test, vi } from 'vitest';
import { systemClock, type Clock } from '../../clock.ts';
import { endpointOf, httpSender } from '../../testing/index.ts';

/** `proxy-connect-timeout` of ingress-nginx, and `connect_timeout` of Envoy. */
const CONNECT_MS = 5000;

const answer = (stream: ServerHttp2Stream) => stream.respond({ ':status': 200 }, { endStream: true });

/** A pod that speaks HTTP/2 alone and answers when it is told to. */
async function patientPod(name = 'a') {
  const waiting: ServerHttp2Stream[] = [];
  const sessions: ServerHttp2Session[] = [];
  const server = createServer().on('stream', (stream) => waiting.push(stream));
  server.on('session', (session) => sessions.push(session));
  return {
    endpoint: await endpointOf(name, server),
    sessions,
    /** Once it has so many requests. */
    holds: async (count: number): Promise<void> => {
      await vi.waitFor(() => expect(waiting).toHaveLength(count), 20_000);
    },
    answerAll: () => waiting.splice(0).forEach(answer),
    /** Says GOAWAY on the connections of what it has, and waits until that was read. */
    sayGoaway: async (): Promise<void> => {
      for (const session of new Set(waiting.map((stream) => stream.session))) {
        session?.goaway(0, 2 ** 31 - 1);
        // A frame behind it is answered.
        await new Promise((resolve) => session?.ping(resolve));
      }
    },
  };
}

const answeringPod = (name: string) => endpointOf(name, createServer().on('stream', answer));

/** Nobody listens there. */
const absent = async () => ({ ...(await answeringPod('absent')), address: { host: '127.0.0.1', port: 1 } });

test('§5 Envoy: one connection of a pod carries all requests at once, and none that come after GOAWAY', async () => {
  const { endpoint, sessions, holds, answerAll, sayGoaway } = await patientPod();
  const send = httpSender({ proxy: 'envoy', method: 'POST', kind: 'h2c', endpoints: [endpoint] });
  const before = [send(), send()];
  await holds(2);
  expect(sessions).toHaveLength(1);
  await sayGoaway();
  const after = send();
  await holds(3);
  expect(sessions).toHaveLength(2);
  answerAll();
  const outcomes = await Promise.all([...before, after]);
  expect(outcomes.map(({ fate, connection, fresh }) => [fate, connection, fresh])).toEqual([
    ['answered', 0, true],
    ['answered', 0, false],
    ['answered', 1, true],
  ]);
});

test('§5 Envoy: who waits for a connection that nobody takes is lost with it, and tried nowhere else', async () => {
  const send = httpSender({ proxy: 'envoy', method: 'GET', kind: 'h2c', endpoints: [await absent()] });
  for (const sent of [send(), send()]) expect(await sent).toMatchObject({ fate: 'refused', retries: 0 });
});

test('§5 ingress-nginx: a connection carries one request at a time, then others until GOAWAY', async () => {
  const { endpoint, sessions, holds, answerAll, sayGoaway } = await patientPod();
  const send = httpSender({ proxy: 'ingress-nginx', method: 'POST', kind: 'h2c', endpoints: [endpoint] });
  const first = [send(), send()];
  await holds(2);
  expect(sessions).toHaveLength(2);
  answerAll();
  for (const sent of first) expect(await sent).toMatchObject({ fate: 'answered', fresh: true });
  const connections: number[] = [];
  for (let left = sessions.length; left > 0; left--) {
    const again = send();
    await holds(1);
    await sayGoaway();
    answerAll();
    const outcome = await again;
    expect(outcome).toMatchObject({ fate: 'answered', fresh: false });
    connections.push(outcome.connection);
  }
  expect(new Set(connections)).toEqual(new Set([0, 1]));
  const last = send();
  await holds(1);
  answerAll();
  expect(await last).toMatchObject({ fate: 'answered', fresh: true });
});

test('§5 ingress-nginx: what was refused is tried again, and what was reset unless it is a POST', async () => {
  const sound = await answeringPod('sound');
  const broken = await endpointOf(
    'broken',
    createServer().on('stream', (stream) => stream.on('error', () => {}).close(2)),
  );
  const twice = async (method: string, other: typeof sound) => {
    const options = { proxy: 'ingress-nginx', kind: 'h2c', method, endpoints: [other, sound] } as const;
    const send = httpSender(options);
    const outcomes = [await send(), await send()];
    return outcomes.map(({ fate, retries }) => `${fate} ${retries}`).toSorted();
  };
  expect(await twice('POST', await absent())).toContain('answered 1');
  expect(await twice('GET', broken)).toContain('answered 1');
  expect(await twice('POST', broken)).toEqual(['answered 0', 'reset 0']);
});

test.each([
  ['ingress-nginx', 0, { fate: 'answered', retries: 1 }],
  ['ingress-nginx', 2, { fate: 'answered', retries: 1 }],
  ['envoy', 0, { fate: 'timeout', retries: 0 }],
  ['envoy', 2, { fate: 'timeout', retries: 0 }],
] as const)(
  '§5 %s, %d ms away: a connection that is not there in time is given up',
  async (proxy, roundTripMs, expected) => {
    const timeouts: (() => void)[] = [];
    const clock: Clock = {
      ...systemClock,
      after(ms, run) {
        if (ms !== CONNECT_MS) return systemClock.after(ms, run);
        timeouts.push(run);
        return { clear: () => {} };
      },
    };
    const endpoints = [await answeringPod('a'), await answeringPod('b')];
    const sent = httpSender({ proxy, method: 'POST', kind: 'h2c', endpoints, clock, roundTripMs })();
    // No connection can have been made yet.
    timeouts[0]?.();
    expect(await sent).toMatchObject(expected);
  },
);
