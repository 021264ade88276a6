import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { YoungGrowth } from './young.ts';

const MIB = 2 ** 20;
const SOFT = 360 * MIB;
const MOST = 64 * MIB;

function youngOf() {
  const flags: string[] = [];
  const young = new YoungGrowth(
    SOFT,
    (flag) => flags.push(flag.replace('--semi-space-growth-factor=', '')),
    MOST,
  );
  const decide = (usedMiB: number, heldMiB: number, copyMiB = 1) => {
    young.decide({ usedBytes: usedMiB * MIB, heldBytes: heldMiB * MIB, copyBytes: copyMiB * MIB });
    return flags.at(-1);
  };
  return { flags, decide };
}

test('it grows as far as V8 lets it while there is room for all of it', () => {
  const { flags, decide } = youngOf();
  decide(100, 30);
  expect(flags).toEqual([]);
});

test('what requests may still take comes first', () => {
  const { flags, decide } = youngOf();
  expect(decide(150, 200)).toBe('1');
  expect(decide(150, 200)).toBe('1');
  expect(decide(150, 40)).toBe('2');
  expect(flags).toEqual(['1', '2']);
});

test('once it has grown, it is in use, and needs no more room', () => {
  const { flags, decide } = youngOf();
  decide(230, 120, 64);
  expect(flags).toEqual([]);
  expect(decide(260, 120, 64)).toBe('1');
});

const grown = `
  const { getHeapSpaceStatistics, setFlagsFromString } = require('node:v8');
  if (process.argv[1] === 'stays') setFlagsFromString('--semi-space-growth-factor=1');
  const kept = [];
  for (let turn = 0; turn < 2000; turn++) {
    kept.push(Array.from({ length: 1000 }, (_, key) => ({ key })));
    if (kept.length > 200) kept.splice(0, 100);
  }
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  console.log(young.space_size);
`;

test('V8 heeds it while it runs', () => {
  const sizeMiB = (how: string) =>
    Number(execFileSync(process.execPath, ['--max-semi-space-size=32', '-e', grown, how])) / MIB;
  expect(sizeMiB('grows')).toBeGreaterThan(8);
  expect(sizeMiB('stays')).toBeLessThan(8);
});
