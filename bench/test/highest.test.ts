import { describe, expect, it } from 'vitest';
import { highest } from '../load/highest.ts';

const upTo = (limit: number) => (rate: number) =>
  Promise.resolve({ rps: Math.min(rate, limit), lost: 0, cpuMicros: 1 });

describe('the highest rate that is kept up with', () => {
  it('is the last before one that is not', async () => {
    expect(await highest([100, 200, 400], upTo(210))).toMatchObject({ rps: 200, atLeast: false });
  });

  it('is at least the last where all are kept up with', async () => {
    expect(await highest([100, 200], upTo(1000))).toMatchObject({ rps: 200, atLeast: true });
  });

  it('is none where requests are lost or the generator is far behind', async () => {
    await expect(highest([100], () => Promise.resolve({ rps: 100, lost: 1, cpuMicros: 1 }))).rejects.toThrow(
      '1 lost',
    );
    await expect(highest([100], () => Promise.resolve(undefined))).rejects.toThrow('was far behind');
    await expect(highest([], upTo(1))).rejects.toThrow('no rate');
  });
});
