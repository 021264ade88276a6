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
])('a request that is broken off, %s (%d ms)', (_, takesMs, sentMs, endMs, fault) => {
  const evidence = servesOn(answeredIn(takesMs));
  const facts = { action: 'GET /sum', fate: 'closed', fresh: false } as const;
  evidence.request(STOP + sentMs, 'old-a', { ...facts, endedAt: STOP + endMs });
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(failures).toMatchObject([{ fault }]);
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
