import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countProcesses } from './count.ts';

const MIB = 2 ** 20;
const facts = {
  setting: 'auto' as const,
  env: {},
  cores: 4,
  limitBytes: undefined,
  development: false,
};

describe('how many processes', () => {
  test.each([
    ['one for each core', {}, 4],
    ['one where nothing is said', { setting: undefined }, 1],
    ['as many as defined', { setting: 3 }, 3],
    ['as the variable says, before the definition', { setting: 3, env: { SEAWORTHY_PROCESSES: '2' } }, 2],
    ['automatic by the variable', { setting: 1, env: { SEAWORTHY_PROCESSES: 'auto' } }, 4],
    ['as defined where the variable is empty', { setting: 2, env: { SEAWORTHY_PROCESSES: '' } }, 2],
    ['one in development', { development: true }, 1],
    ['as many as asked for in development', { development: true, setting: 2 }, 2],
    ['as many as there is memory for', { limitBytes: 300 * MIB }, 2],
    ['one where memory is hardly enough for it', { limitBytes: 64 * MIB }, 1],
  ])('%s', (_, change, count) => {
    expect(countProcesses({ ...facts, ...change }).count).toBe(count);
  });

  test.each([0, -1, 1.5, Number.NaN, 65])('%s is refused', (setting) => {
    expect(() => countProcesses({ ...facts, setting })).toThrow('SW_DEFINITION');
    expect(() => countProcesses({ ...facts, env: { SEAWORTHY_PROCESSES: String(setting) } })).toThrow(
      'SW_CONFIG_INVALID',
    );
  });

  test('a number is refused for which there is no memory to start with', () => {
    const tiny = { ...facts, limitBytes: 128 * MIB };
    expect(() => countProcesses({ ...tiny, env: { SEAWORTHY_PROCESSES: '8' } })).toThrow(
      'SEAWORTHY_PROCESSES is 8, and of the memory limit each would have 16 MiB',
    );
    expect(() => countProcesses({ ...tiny, setting: 5 })).toThrow('SW_DEFINITION');
    expect(countProcesses({ ...tiny, setting: 4 }).count).toBe(4);
    expect(countProcesses({ ...tiny, setting: 1, limitBytes: MIB }).count).toBe(1);
  });

  test('automatically never more than cores, nor than 128 MiB for each allow, and at least one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 256 }),
        fc.integer({ min: 1, max: 2 ** 36 }),
        (cores, limitBytes) => {
          const { count } = countProcesses({ ...facts, cores, limitBytes });
          expect(count).toBeGreaterThanOrEqual(1);
          expect(count).toBeLessThanOrEqual(cores);
          if (count > 1) expect(limitBytes / count).toBeGreaterThanOrEqual(128 * MIB);
        },
      ),
    );
  });
});
