import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultLimits } from '../../packages/runtime/src/http/limits.ts';

test('the guide names every limit of the listener with its default', () => {
  const guide = readFileSync('docs/guides/limits.md', 'utf8');
  const told = Object.fromEntries(
    [...guide.matchAll(/^\| `(\w+)` +\| +([\d,]+|by memory) \|/gm)].map(([, name, value = '']) => [
      name,
      value === 'by memory' ? Infinity : Number(value.replaceAll(',', '')),
    ]),
  );
  expect(told).toEqual(defaultLimits);
});
