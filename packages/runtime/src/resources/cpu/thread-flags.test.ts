import { expect, test } from 'vitest';
import { threadFlags } from './index.ts';

test.each([
  [1, [], '', ['--v8-pool-size=1']],
  [2, ['--enable-source-maps'], '--max-old-space-size=100', ['--v8-pool-size=2']],
  [4, [], '', []],
  [64, [], '', []],
  [1, ['--v8-pool-size=3'], '', []],
  [1, [], '--enable-source-maps --v8_pool_size=0', []],
  [1, ['--single-threaded-gc'], '', []],
])('%i cores, flags %j and NODE_OPTIONS "%s": %j', (cores, execArgv, nodeOptions, expected) => {
  expect(threadFlags(cores, execArgv, nodeOptions)).toEqual(expected);
});

test('with a part of a core, garbage is collected by the main thread alone', () => {
  expect(threadFlags(1, [], '', 0.25)).toEqual(['--v8-pool-size=1', '--single-threaded-gc']);
  expect(threadFlags(1, [], '', 1)).toEqual(['--v8-pool-size=1']);
  expect(threadFlags(1, ['--v8-pool-size=2'], '', 0.25)).toEqual([]);
});
