import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideHeap } from './decide.ts';
import { flagsOf, removeFlags, sizeFlagOf, userHeapFlag } from './flags.ts';
import { oldSpaceLimit, semiSpaceLimit } from './old-space.ts';
import { planHeap } from './plan.ts';

const MIB = 2 ** 20;

test.each([
  [128, { semiSpaceMiB: 8, oldSpaceMiB: 82 }],
  [256, { semiSpaceMiB: 32, oldSpaceMiB: 162 }],
  [400, { semiSpaceMiB: 64, oldSpaceMiB: 306 }],
  [4096, { semiSpaceMiB: 64, oldSpaceMiB: 4002 }],
])('%i MiB are split', (limit, plan) => {
  expect(planHeap(limit * MIB)).toEqual(plan);
});

test('the split leaves room beside the heap at any limit, and grows with it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 32, max: 65_536 }), (limit) => {
      const { oldSpaceMiB, semiSpaceMiB } = planHeap(limit * MIB);
      expect(oldSpaceMiB + semiSpaceMiB).toBeLessThan(limit);
      expect(oldSpaceMiB).toBeGreaterThan(0);
      expect(planHeap((limit + 64) * MIB).oldSpaceMiB).toBeGreaterThan(oldSpaceMiB - 2);
    }),
  );
});

describe('who decides', () => {
  const facts = { limitBytes: 400 * MIB, env: {}, execArgv: [], obstacle: undefined };

  test('the limit', () => {
    expect(decideHeap(facts)).toEqual({ plan: planHeap(400 * MIB), reason: 'the memory limit' });
  });

  test.each([
    ['the user’s flag', { execArgv: ['--max-old-space-size=300'] }, 'the flag --max-old-space-size=300'],
    [
      'NODE_OPTIONS',
      { env: { NODE_OPTIONS: '--trace-gc --max_old_space_size_percentage=50' } },
      'the flag --max_old_space_size_percentage=50',
    ],
    ['off', { env: { SEAWORTHY_HEAP: 'off' } }, 'SEAWORTHY_HEAP=off'],
    ['no limit', { limitBytes: undefined }, 'no memory limit'],
    ['an empty setting', { limitBytes: undefined, env: { SEAWORTHY_HEAP: '' } }, 'no memory limit'],
    ['a process that can’t be replaced', { obstacle: 'a debugger is attached' }, 'a debugger is attached'],
  ])('%s: nothing is done', (_, given, reason) => {
    expect(decideHeap({ ...facts, ...given })).toEqual({ plan: undefined, reason });
  });

  test('a quantity, also against a flag and without a limit', () => {
    const env = { SEAWORTHY_HEAP: '100Mi' };
    const execArgv = ['--max-old-space-size=300'];
    expect(decideHeap({ ...facts, env, execArgv }).plan?.oldSpaceMiB).toBe(100);
    expect(decideHeap({ ...facts, env, limitBytes: undefined }).plan?.oldSpaceMiB).toBe(100);
  });

  test('a quantity, which is the old space alone: a flag for the semi-spaces stays', () => {
    const env = { SEAWORTHY_HEAP: '100Mi', NODE_OPTIONS: '--max-semi-space-size=4' };
    expect(decideHeap({ ...facts, env }).plan).toEqual({ oldSpaceMiB: 100, semiSpaceMiB: 4 });
  });

  test.each(['much', '0', '300', '15Mi'])('%s is refused with its name', (heap) => {
    expect(() => decideHeap({ ...facts, env: { SEAWORTHY_HEAP: heap } })).toThrow(
      /SEAWORTHY_HEAP.*from 16Mi.*SW_CONFIG_INVALID/,
    );
  });
});

test('flags are told from those of another name', () => {
  expect(userHeapFlag(['--max-old-space-sizes=1', '--inspect'])).toBeUndefined();
  expect(userHeapFlag([], '--max-semi-space-size=8')).toBe('--max-semi-space-size=8');
});

test('the runtime’s own flags are taken out, and the user’s stay', () => {
  const execArgv = [
    '--max-semi-space-size=4',
    '--inspect',
    ...flagsOf({ oldSpaceMiB: 100, semiSpaceMiB: 4 }),
  ];
  removeFlags(execArgv);
  expect(execArgv).toEqual(['--max-semi-space-size=4', '--inspect']);
  removeFlags(['--inspect']);
});

test('the last word on a size is the command line’s', () => {
  expect(sizeFlagOf('max-semi-space-size', ['--max-semi-space-size=4'], '--max-semi-space-size=8')).toBe(4);
  expect(sizeFlagOf('max-old-space-size', ['--max_old_space_size=4'], '--max-semi-space-size=8')).toBe(4);
  expect(sizeFlagOf('max-old-space-size', ['--max-old-space-size=0'])).toBeUndefined();
});

// heap_size_limit as node 24 gives it, in containers of 256 MiB (the first three) and without a limit.
test.each([
  ['the user’s own old space', 213, ['--max-old-space-size=210'], 210, 1],
  ['… with semi-spaces', 234, ['--max-old-space-size=210', '--max-semi-space-size=8'], 210, 8],
  ['… that V8 rounds up', 306, ['--max-old-space-size=210', '--max-semi-space-size=20'], 210, 32],
  ['a share of the container', 195, ['--max-old-space-size-percentage=75'], 186, 3],
  ['semi-spaces alone', 4120, ['--max-semi-space-size=8'], 4096, 8],
  ['nothing', 4288, [], 4096, 64],
])(
  'the old space is found, and the semi-space: %s',
  (_, heapSizeMiB, execArgv, oldSpaceMiB, semiSpaceMiB) => {
    const limits = { heapSizeLimit: heapSizeMiB * MIB, execArgv, nodeOptions: undefined };
    expect(Math.round(oldSpaceLimit(limits) / MIB)).toBe(oldSpaceMiB);
    expect(Math.round(semiSpaceLimit(limits) / MIB)).toBe(semiSpaceMiB);
  },
);
