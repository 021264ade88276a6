import { expect, test } from 'vitest';
import { runChild } from './run-child.ts';

test('many run at once without a listener of the process for each, of which Node would warn', async () => {
  const before = process.listenerCount('exit');
  const running = Array.from({ length: 12 }, () => runChild('true', []));
  expect(process.listenerCount('exit')).toBe(before);
  expect(await Promise.all(running)).toEqual(Array.from({ length: 12 }, () => ''));
});
