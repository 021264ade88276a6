import { expect, test } from 'vitest';
import { EvidenceBuilder } from '../../testing/index.ts';
import { loadCounter } from './load-count.ts';

test('a growing log is counted on from where the last count ended', () => {
  const evidence = new EvidenceBuilder();
  const log = { at: (id: number) => evidence.requests[id], size: 0 };
  const count = loadCounter(log);
  expect(count()).toEqual({ sent: 0, lost: 0, p50: undefined, p99: undefined });
  for (let at = 0; at < 99; at++) evidence.request(at, 'a');
  evidence.request(99, 'a', { endedAt: 1099 });
  log.size = 100;
  expect(count()).toEqual({ sent: 100, lost: 0, p50: 5, p99: 5 });
  evidence.request(100, 'a', { fate: 'reset', endedAt: 9000 });
  log.size = 101;
  expect(count()).toEqual({ sent: 101, lost: 1, p50: 5, p99: 5 });
});

test('percentiles are of the last requests, so that a bad minute passes', () => {
  const evidence = new EvidenceBuilder();
  for (let at = 0; at < 1000; at++) evidence.request(at, 'a', { endedAt: at + 500 });
  for (let at = 1000; at < 3000; at++) evidence.request(at, 'a');
  const count = loadCounter({ at: (id) => evidence.requests[id], size: 3000 });
  expect(count()).toMatchObject({ p50: 5, p99: 5 });
});
