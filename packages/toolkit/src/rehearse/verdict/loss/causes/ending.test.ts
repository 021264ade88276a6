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

test.each([
  ['sent before the signal', 1, -40, 3, 'in-flight-cut'],
  ['sent before the signal, of an action that takes its time', 60, -40, 3, 'in-flight-cut'],
  ['sent after it, of an action that takes its time', 60, 500, 530, 'in-flight-cut'],
  ['sent after it, of one that is answered at once', 1, 500, 530, 'keep-alive-reset'],
  ['sent after it, of one that is answered at once, and which waits for long', 1, 500, 610, 'in-flight-cut'],
  ['sent in the moment of the signal', 60, -3, 2, 'keep-alive-reset'],
])('a request that is broken off, %s (%d ms)', (_, takesMs, sentMs, endMs, fault) => {
  const evidence = answeredIn(takesMs);
  const facts = { action: 'GET /sum', fate: 'closed', fresh: false } as const;
  evidence.request(STOP + sentMs, 'old-a', { ...facts, endedAt: STOP + endMs });
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(failures).toMatchObject([{ fault }]);
});
