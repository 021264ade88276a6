import { expect, test } from 'vitest';
import { rehearsedRollout, type EvidenceBuilder } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

/** When SIGTERM reaches old-a in a rehearsed rollout. */
const STOP = 11_100;

/** A rollout in which an action is answered in so many milliseconds. */
function answeredIn(ms: number): EvidenceBuilder {
  const evidence = rehearsedRollout();
  for (let at = 1000; at < 2000; at += 10)
    evidence.request(at, 'old-b', { action: 'GET /sum', endedAt: at + ms });
  return evidence;
}

/** The program serves on after the signal: what it is sent is answered. */
function servesOn(evidence: EvidenceBuilder): EvidenceBuilder {
  evidence.request(STOP + 100, 'old-a', { endedAt: STOP + 103 });
  return evidence;
}

test.each([
  ['sent before the signal', 1, -40, 3, 'in-flight-cut'],
  ['sent before the signal, of an action that takes its time', 60, -40, 3, 'in-flight-cut'],
  ['sent after it, of an action that takes its time', 60, 500, 530, 'in-flight-cut'],
  ['sent after it, of one that is answered at once', 1, 500, 530, 'keep-alive-reset'],
  ['sent after it, of one that is answered at once, and which waits for long', 1, 500, 610, 'in-flight-cut'],
  ['sent in the moment of the signal', 60, -3, 2, 'keep-alive-reset'],
  ['sent in the moment of the signal, of one that is answered at once', 1, -5, 15, 'keep-alive-reset'],
])('a request that is broken off, %s (%d ms)', (_, takesMs, sentMs, endMs, fault) => {
  const evidence = servesOn(answeredIn(takesMs));
  const facts = { action: 'GET /sum', fate: 'closed', fresh: false } as const;
  evidence.request(STOP + sentMs, 'old-a', { ...facts, endedAt: STOP + endMs });
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(failures).toMatchObject([{ fault }]);
});

test.each([
  ['a kept connection', false, -30, 'keep-alive-reset'],
  ['a new connection, whose SYN went before it', true, -50, 'listener-closed-early'],
])(
  'a program that ends at once while a request was on its way over %s had nothing in flight',
  (_, fresh, sentMs, fault) => {
    const evidence = rehearsedRollout({ closesMs: 20, exitsMs: 30 });
    evidence.roundTripMs = 40;
    evidence.request(STOP + sentMs, 'old-a', { fate: 'closed', fresh, endedAt: STOP + 40 });
    const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
    expect(failures).toMatchObject([{ fault }]);
  },
);

test('an action is not slow by the SYN of its connection', () => {
  const evidence = servesOn(rehearsedRollout());
  evidence.roundTripMs = 40;
  const action = 'GET /sum';
  for (let at = 1000; at < 2000; at += 10)
    evidence.request(at, 'old-b', { action, fresh: true, endedAt: at + 81 });
  const sentAt = STOP + 500;
  evidence.request(sentAt, 'old-a', { action, fate: 'closed', fresh: false, endedAt: sentAt + 60 });
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(failures).toMatchObject([{ fault: 'keep-alive-reset' }]);
});

test('nobody works on a request while it is on its way', () => {
  const evidence = servesOn(answeredIn(41));
  evidence.roundTripMs = 40;
  const facts = { action: 'GET /sum', fate: 'closed', fresh: false } as const;
  evidence.request(STOP + 500, 'old-a', { ...facts, endedAt: STOP + 540 });
  evidence.request(STOP + 500, 'old-a', { ...facts, endedAt: STOP + 610 });
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(failures).toMatchObject([{ fault: 'keep-alive-reset', what: expect.stringMatching(/^2 of/) }]);
});

test.each([
  ['over a kept connection, of an action that takes its time', false, 30, 'keep-alive-reset'],
  ['over a kept connection, and waits for long', false, 110, 'in-flight-cut'],
  ['over a new connection, as the port closes', true, 30, 'listener-closed-early'],
  ['over a new connection, as the port closes, and waits for long', true, 110, 'listener-closed-early'],
])('what comes after the signal to a program that takes nothing up then, %s', (_, fresh, waitsMs, fault) => {
  const evidence = rehearsedRollout({ closesMs: 600 });
  for (let at = 1000; at < 2000; at += 10)
    evidence.request(at, 'old-b', { action: 'GET /sum', endedAt: at + 60 });
  const sentAt = STOP + 490;
  evidence.request(sentAt, 'old-a', { action: 'GET /sum', fate: 'reset', fresh, endedAt: sentAt + waitsMs });
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(failures).toMatchObject([{ fault }]);
});

test('what waits to be accepted as the program ends was never in flight: who came last, as many as the kernel counted, and who came since', () => {
  const evidence = rehearsedRollout({ closesMs: 600, exitsMs: 600 });
  const cutAt = STOP + 600;
  const sent = [-400, -300, -200, -100, 560];
  for (const ms of sent) evidence.request(STOP + ms, 'old-a', { fate: 'reset', endedAt: cutAt });
  const waiting = { count: 2, at: STOP + 550, since: STOP - 400 };
  evidence.note(cutAt + 1, { type: 'port', pod: 'old-a', port: 8080, listening: false, waiting });
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(failures).toMatchObject([
    {
      fault: 'listener-closed-early',
      what: expect.stringMatching(/^3 of/),
      cause: expect.stringMatching(/; 3 of them waited to be accepted/),
      fix: expect.stringContaining('--rate'),
    },
    { fault: 'in-flight-cut', what: expect.stringMatching(/^2 of/) },
  ]);
});

test('a program that ends at once with nothing but its queue had nothing in flight', () => {
  const evidence = rehearsedRollout({ closesMs: 200, exitsMs: 200 });
  for (const ms of [-40, -30]) evidence.request(STOP + ms, 'old-a', { fate: 'reset', endedAt: STOP + 200 });
  const waiting = { count: 5, at: STOP + 150, since: STOP - 40 };
  evidence.note(STOP + 201, { type: 'port', pod: 'old-a', port: 8080, listening: false, waiting });
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(failures).toMatchObject([{ fault: 'listener-closed-early' }]);
});

test('a queue that is seen by chance, while the program accepts at once, says nothing', () => {
  const evidence = rehearsedRollout({ closesMs: 600, exitsMs: 600 });
  evidence.request(STOP - 200, 'old-a', { fate: 'reset', endedAt: STOP + 600 });
  const waiting = { count: 1, at: STOP + 550, since: STOP + 500 };
  evidence.note(STOP + 601, { type: 'port', pod: 'old-a', port: 8080, listening: false, waiting });
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(failures).toMatchObject([{ fault: 'in-flight-cut' }]);
});

test('of a pod that is gone before anybody hears of it, what waited and what came after it are told apart', () => {
  const evidence = rehearsedRollout({ closesMs: 300, exitsMs: 300 });
  const goneAt = STOP + 300;
  for (const ms of [-60, 100, 400])
    evidence.request(STOP + ms, 'old-a', { fate: 'timeout', endedAt: STOP + ms + 10_000 });
  const waiting = { count: 2, at: STOP + 250, since: STOP - 60 };
  evidence.note(goneAt + 20, { type: 'port', pod: 'old-a', port: 8080, listening: false, waiting });
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(failures).toMatchObject([
    {
      fault: 'listener-closed-early',
      cause: expect.stringMatching(/: 3 requests lost .*; 2 of them waited to be accepted/),
    },
  ]);
});
