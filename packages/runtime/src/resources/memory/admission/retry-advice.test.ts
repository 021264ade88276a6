import { expect, test } from 'vitest';
import { RetryAdvice } from './retry-advice.ts';

test('the time grows while more return than can be served, and falls when they do not', () => {
  const advice = new RetryAdvice(() => 0);
  expect(advice.seconds).toBe(1);
  for (let second = 0; second < 10; second++) {
    for (let i = 0; i < 100; i++) advice.refused();
    for (let i = 0; i < 10; i++) advice.granted();
    advice.tick();
  }
  expect(advice.seconds).toBe(30);
  for (let second = 0; second < 20; second++) advice.tick();
  expect(advice.seconds).toBe(1);
});

test('clients are spread', () => {
  const shares = [0, 0.5, 0.99];
  const advice = new RetryAdvice(() => shares.shift() ?? 0);
  for (let second = 0; second < 3; second++) {
    for (let i = 0; i < 100; i++) advice.refused();
    advice.tick();
  }
  expect([advice.seconds, advice.seconds, advice.seconds]).toEqual([8, 10, 12]);
});
