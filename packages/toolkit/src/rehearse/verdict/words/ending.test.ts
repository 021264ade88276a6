import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../testing/index.ts';
import { judge } from '../index.ts';

/** When SIGTERM reaches old-a in a rehearsed rollout. */
const STOP = 11_100;

test.each([
  [1, 0, '1 request under way, up to 1.5 s old, broken off 1.0 s after SIGTERM'],
  [
    1,
    100,
    '1 request under way, up to 1.5 s old, broken off 1.0 s after SIGTERM; 100 more requests got no answer within 5.0 s',
  ],
  [0, 3, '3 requests got no answer within 5.0 s of a program that had been told to end, and ran on'],
])('of %d requests that were broken off and %d that nobody answered: %s', (broken, unanswered, cause) => {
  const evidence = rehearsedRollout();
  for (let n = 0; n < broken; n++)
    evidence.request(STOP - 500, 'old-a', { fate: 'reset', endedAt: STOP + 1000 });
  for (let n = 0; n < unanswered; n++)
    evidence.request(STOP - 500, 'old-a', { fate: 'timeout', endedAt: STOP + 4500 });
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(failures).toMatchObject([{ fault: 'in-flight-cut', cause }]);
});

test('what is broken off in the moment of the signal is not told to be before it', () => {
  const evidence = rehearsedRollout();
  evidence.request(STOP - 40, 'old-a', { fate: 'closed', endedAt: STOP - 1.2 });
  const failure = judge(evidence.build()).find(({ outcome }) => outcome === 'fail');
  expect(failure?.cause).toMatch(/broken off 0 ms after SIGTERM$/);
});

const status = { fate: 'status', status: 503, retryAfter: true } as const;
const reset = { fate: 'reset', fresh: true } as const;

test.each([
  [{ ...status, fresh: true }, undefined, 'answered 503 to 9 requests that were still routed to it'],
  [
    { ...status, fresh: false },
    { ...status, status: 429 },
    'answered 429, 503 to 18 requests that were still routed to it',
  ],
  [{ ...status, fresh: false }, undefined, 'answered 503 to 9 requests that came over kept connections'],
  [
    reset,
    undefined,
    'closed connections that it had accepted without an answer to 9 requests that were still routed to it',
  ],
  [
    { ...status, fresh: false },
    reset,
    'answered 503 or closed connections that it had accepted without an answer to 18 requests that were still routed to it',
  ],
])('what a program that drains did is told: %o, %o', (some, others, cause) => {
  const evidence = rehearsedRollout();
  for (let n = 0; n < 9; n++)
    for (const facts of [some, others]) if (facts) evidence.request(STOP + n * 50, 'old-a', facts);
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(failures).toMatchObject([
    { fault: 'rejects-while-draining', cause: `the program ${cause} while it drained` },
  ]);
});

test.each([
  [false, /^keep accepting for at least/],
  [true, /^take publishNotReadyAddresses out of the Service/],
])(
  'a listener that closes early under a Service that publishes addresses that are not ready: %j',
  (ready, fix) => {
    const evidence = rehearsedRollout().note(STOP - 100, {
      type: 'endpoint',
      pod: 'old-a',
      ready,
      serving: true,
      terminating: true,
    });
    evidence.request(STOP + 200, 'old-a', { fate: 'refused', fresh: true });
    const failure = judge(evidence.build()).find(({ fault }) => fault === 'listener-closed-early');
    expect(failure?.fix).toMatch(fix);
  },
);

test('a listener that closes early because preStop failed is told so', () => {
  const hook = { pod: 'old-a', container: 'app', hook: 'preStop' } as const;
  const evidence = rehearsedRollout().note(STOP - 10, {
    type: 'hook-ended',
    ...hook,
    outcome: 'failure',
    message: 'exit status 127: sh: slep: not found',
  });
  evidence.request(STOP + 200, 'old-a', { fate: 'refused', fresh: true });
  const failure = judge(evidence.build()).find(({ fault }) => fault === 'listener-closed-early');
  expect(failure?.cause).toMatch(/^preStop failed \(exit status 127: sh: slep: not found\); listener closed/);
  expect(failure?.fix).toMatch(/^mend preStop/);
});

test.each([
  [143, [], /code 143, with/, /^handle SIGTERM: /],
  [143, ['{"msg":"GET / 200"}'], /code 143, with/, /^handle SIGTERM: /],
  [2, [], /code 2, with/, /^handle SIGTERM: /],
  [2, ['{"msg":"GET / 200"}'], /code 2, with/, /^handle SIGTERM: /],
  [
    2,
    ['panic: close of closed channel'],
    /code 2 \(it wrote: panic: close/,
    /^wait for the shutdown .* no error/,
  ],
  [
    1,
    ['2026/11/28 http: Server closed'],
    /code 1 \(it wrote: 2026\/11\/28 http: Server closed\)/,
    /^wait for/,
  ],
  [0, ['{"msg":"bye"}'], /code 0, with/, /^wait for the shutdown .*, then exit$/],
])('an exit at the signal with code %d and %j', (exitCode, texts, cause, fix) => {
  const evidence = rehearsedRollout({ closesMs: 0, exitsMs: 20, exitCode });
  evidence.request(STOP - 1000, 'old-a', { fate: 'reset', endedAt: STOP + 20 });
  for (const text of ['request of 11:00', ...texts]) {
    const at = STOP + (text.startsWith('request') ? -900 : 30);
    evidence.logs.push({
      pod: 'old-a',
      container: 'app',
      restartCount: 0,
      stream: 'stderr',
      at,
      text,
      cut: false,
    });
  }
  const failure = judge(evidence.build()).find(({ fault }) => fault === 'exits-at-signal');
  expect(failure?.cause).toMatch(cause);
  expect(failure?.fix).toMatch(fix);
});

test('of requests that a program dropped by itself its error is told, and what they asked', () => {
  const evidence = rehearsedRollout();
  evidence.request(25_000, 'new-a', { action: 'GET /sum', fate: 'closed', fresh: false });
  const told = () => judge(evidence.build()).find(({ fault }) => fault === 'unexplained');
  const line = { pod: 'new-a', container: 'app', restartCount: 0, stream: 'stderr', cut: false } as const;
  evidence.logs.push({ ...line, at: 24_000, text: 'http: panic serving 10.0.0.1: earlier' });
  expect(told()?.cause).toMatch(/explains it \(1 closed\): GET \/sum$/);
  evidence.logs.push({
    ...line,
    at: 25_001,
    text: '{"level":"INFO","msg":"http: panic serving 10.0.0.1: nil map"}',
  });
  expect(told()?.cause).toMatch(
    /GET \/sum; meanwhile the program wrote: \{.*http: panic serving 10.0.0.1: nil map"\}$/,
  );
  expect(told()?.fix).toMatch(/^mend that error/);
});

test('of many that are dropped the log is read a few times, and not for each', () => {
  const evidence = rehearsedRollout();
  for (let n = 0; n < 1000; n++)
    evidence.request(25_000 + n, 'new-a', { action: 'GET /sum', fate: 'closed', fresh: false });
  const line = { container: 'app', restartCount: 0, stream: 'stderr', at: 25_001, cut: false } as const;
  let reads = 0;
  for (let n = 0; n < 100; n++)
    evidence.logs.push({
      ...line,
      text: 'request',
      get pod() {
        reads++;
        return 'new-a';
      },
    });
  expect(judge(evidence.build()).find(({ fault }) => fault === 'unexplained')?.what).toMatch(/^1,000 of/);
  expect(reads).toBeLessThan(10_000);
});
