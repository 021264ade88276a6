import { expect, test } from 'vitest';
import { GovernedProcess, LIMIT } from './governed-process.props.ts';

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
