import { expect, test } from 'vitest';
import { EvidenceBuilder } from '../../testing/index.ts';
import { summarize } from './summary.ts';

/** 100 requests that each took `latencyMs` from when they were due, of which the load itself cost `lagMs`. */
function totals(lagMs: number, latencyMs: number) {
  const evidence = new EvidenceBuilder();
  for (let at = 0; at < 100; at++) evidence.request(at + lagMs, 'a', { dueAt: at, endedAt: at + latencyMs });
  return summarize(evidence.build(), []).requests;
}

test('the load’s own lateness is told, and is part of the latency', () => {
  expect(totals(3, 8)).toMatchObject({ lag: { p50: 3, max: 3 }, latency: { p50: 8 }, lateLoad: false });
});

test('latencies of which half is the load’s own say little of the service', () => {
  expect(totals(40, 79)).toMatchObject({ lateLoad: true });
  expect(totals(40, 81)).toMatchObject({ lateLoad: false });
});

test('of a load of which nothing was answered there are no latencies to say little', () => {
  const evidence = new EvidenceBuilder();
  evidence.request(40, 'a', { dueAt: 0, fate: 'refused' });
  expect(summarize(evidence.build(), []).requests).toMatchObject({ lag: { p99: 40 }, lateLoad: false });
});

test('a few milliseconds are what timers cost', () => {
  expect(totals(4, 5)).toMatchObject({ lateLoad: false });
});

test('whole answers are counted by their status, and nothing else is', () => {
  const evidence = new EvidenceBuilder();
  evidence.request(1, 'a', { status: 404 });
  evidence.request(2, 'a');
  evidence.request(3, 'a', { status: 404 });
  evidence.request(4, 'a', { kind: 'websocket', fate: 'unopened', status: 401 });
  evidence.request(5, 'a', { fate: 'status', status: 500 });
  evidence.request(6, 'a', { fate: 'timeout', status: 200 });
  const { requests } = summarize(evidence.build(), []);
  expect(requests).toMatchObject({ lost: 2, fates: { unopened: 1 } });
  expect(requests.statuses).toEqual({ 200: 1, 401: 1, 404: 2, 500: 1 });
});
