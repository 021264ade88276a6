import { expect, test } from 'vitest';
import { GovernedProcess, LIMIT } from '../governed-process.props.ts';
import { Relief, type PressureListener } from './relief.ts';

test('a listener that takes memory itself is not asked again in its middle', async () => {
  const process = new GovernedProcess();
  process.alive = 340 * 2 ** 20;
  let asked = 0;
  let within = 0;
  process.governor.onPressure(() => {
    asked++;
    expect(++within).toBe(1);
    process.governor.took(LIMIT);
    within--;
  });
  await process.clock.advance(1_000);
  expect(asked).toBeGreaterThan(0);
});

const pressure = { level: 'high', bytes: 1_000, limitBytes: 1, softLimitBytes: 1, usedBytes: 1 } as const;

test('a listener that fails is told of once, counts for nothing, and keeps no other from being asked', async () => {
  const errors: unknown[] = [];
  const relief = new Relief((error) => errors.push(error));
  const thrown = new Error('thrown');
  const rejected = new Error('rejected');
  relief.add(() => {
    throw thrown;
  });
  relief.add((async () => {
    throw rejected;
  }) as unknown as PressureListener);
  for (const nonsense of [NaN, -5, Infinity, '7']) relief.add(() => nonsense as number);
  relief.add(() => 400);
  expect([relief.ask(pressure), relief.ask(pressure)]).toEqual([400, 400]);
  await Promise.resolve();
  expect(errors).toEqual([thrown, rejected]);
});

test('what a listener of a governed process throws is an event', async () => {
  const process = new GovernedProcess();
  process.alive = 340 * 2 ** 20;
  const error = new Error('thrown');
  process.governor.onPressure(() => {
    throw error;
  });
  await process.clock.advance(1_000);
  expect(process.events.filter(({ type }) => type === 'listener.failed')).toEqual([
    { type: 'listener.failed', of: 'memory.pressure', error },
  ]);
});
