import { expect, test } from 'vitest';
import { traceOf } from '../../requests.ts';
import { rehearsedRollout } from '../../testing/index.ts';
import { judge } from '../index.ts';

/** The verdict where old-a answers until its exit, and of its requests the spans arrive for which `arrived` says so. */
function verdictOf(arrived: (endedAt: number) => boolean, exitCode = 0) {
  const evidence = rehearsedRollout({ exitCode }).scenario('trace', 60_000, 90_000);
  for (let at = 11_000; at < 18_100; at += 10) evidence.request(at, 'old-a');
  const facts = { service: 'shop', pod: undefined, spanId: 'a', parentSpanId: undefined, name: 'GET /' };
  for (const { id, endedAt } of evidence.requests) {
    const { traceId } = traceOf(id) ?? {};
    if (traceId !== undefined && arrived(endedAt))
      evidence.spans.push({ at: endedAt, traceId, kind: 'server', ...facts });
  }
  return judge(evidence.build()).find(({ expectation }) => expectation === 'trace/flushed-at-exit');
}

test('spans of the last seconds that did not arrive are lost at the exit', () => {
  expect(verdictOf((endedAt) => endedAt < 14_000)?.fault).toBe('spans-lost-at-exit');
});

test('not where the program had to be ended by SIGKILL', () => {
  expect(verdictOf((endedAt) => endedAt < 14_000, 137)?.fault).toBeUndefined();
});

test('nor where it sends not all of its spans anyway', () => {
  expect(verdictOf((endedAt) => endedAt < 8000)?.fault).toBeUndefined();
});
