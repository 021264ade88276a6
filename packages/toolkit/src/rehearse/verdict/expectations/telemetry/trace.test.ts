import { expect, test } from 'vitest';
import { traceOf, type RequestRecord } from '../../../requests.ts';
import { rehearsedRollout, type EvidenceBuilder } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

/** The verdict where old-a answers until its exit, and of its requests the spans arrive for which `arrived` says so. */
function verdictOf(arrived: (endedAt: number) => boolean, exitCode = 0, facts: Partial<RequestRecord> = {}) {
  const evidence = rehearsedRollout({ exitCode }).scenario('trace', 60_000, 90_000);
  for (let at = 11_000; at < 18_100; at += 10) evidence.request(at, 'old-a', at < 14_000 ? {} : facts);
  return verdictIn(evidence, arrived);
}

function verdictIn(evidence: EvidenceBuilder, arrived: (endedAt: number) => boolean) {
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

test('nor of WebSockets, which bring no trace context', () => {
  const websocket = { kind: 'websocket', fate: 'unopened', status: 404 } as const;
  expect(verdictOf((endedAt) => endedAt < 14_000, 0, websocket)).toMatchObject({ outcome: 'not-shown' });
});

test('a worker that no request was sent to is told so, whatever spans of its jobs arrive', () => {
  const evidence = rehearsedRollout().scenario('trace', 60_000, 90_000);
  const unsent = 'No Service routes to the pods.';
  evidence.workload = { ...evidence.workload, unsent };
  const verdicts = judge(evidence.build()).filter(({ scenario }) => scenario === 'trace');
  const told = Object.fromEntries(verdicts.map(({ expectation, what }) => [expectation, what]));
  expect(told).toMatchObject({ 'trace/context-continued': unsent, 'trace/flushed-at-exit': unsent });
});
