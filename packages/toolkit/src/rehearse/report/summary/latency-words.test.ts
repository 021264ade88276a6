import { expect, test } from 'vitest';
import { latencyWords } from './latency-words.ts';

const latency = { p50: 1.5, p90: 4, p99: 12, p999: 30, max: 40 };
const none = { p50: undefined, p90: undefined, p99: undefined, p999: undefined, max: undefined };

test('beside what was lost it is said whose the percentiles are', () => {
  expect(latencyWords({ latency, lost: 0 })).toBe('p50 1.5 ms, p99 12 ms');
  expect(latencyWords({ latency, lost: 1 })).toBe('p50 1.5 ms, p99 12 ms of those answered');
  expect(latencyWords({ latency: none, lost: 1 })).toBeUndefined();
});
