import { beforeEach, describe, expect, test } from 'vitest';
import { GovernedProcess, LIMIT, SOFT } from './governed-process.props.ts';

const MIB = 2 ** 20;

let process: GovernedProcess;
beforeEach(() => {
  process = new GovernedProcess();
});

describe('a pod that is resized in place', () => {
  const admitted = ({ governor }: GovernedProcess) => {
    const burst = Array.from({ length: 500 }, () =>
      governor.admission.admit({ method: 'POST', path: '/uploads' }, 2 * MIB),
    );
    const held = burst.filter(({ state }) => state === 'held').length;
    for (const reservation of burst) reservation.release();
    return held;
  };

  test('has less: that is obeyed with the next look, and told of once', async () => {
    const before = admitted(process);
    Object.assign(process, { alive: 100 * MIB, garbage: 80 * MIB, limit: 200 * MIB });
    await process.clock.advance(5_000);
    expect(process.ofType('memory.limit')).toEqual([
      expect.objectContaining({ fromBytes: LIMIT, limitBytes: 200 * MIB, softLimitBytes: 180 * MIB }),
    ]);
    expect(process.governor.budget).toEqual({
      limitBytes: 200 * MIB,
      softLimitBytes: 180 * MIB,
      usedBytes: 100 * MIB,
    });
    expect(process.garbage).toBe(0);
    expect(admitted(process)).toBeLessThan(before / 2);
    expect(process.governor.connectionBytes).toBe(65 * MIB);
    // 98 per cent of the new limit.
    process.alive = 196 * MIB;
    await process.clock.advance(5_000);
    expect(process.ofType('memory.near-death')).toMatchObject([{ limitMib: 200, usedMib: 196 }]);
  });

  test('has more: that is used', async () => {
    process.alive = 370 * MIB;
    await process.clock.advance(10_000);
    expect([process.governor.ready, admitted(process)]).toEqual([false, 0]);
    process.limit = 2 * LIMIT;
    await process.clock.advance(30_000);
    expect([process.governor.ready, process.governor.level]).toEqual([true, 'calm']);
    expect(process.governor.budget.softLimitBytes).toBe(2 * SOFT);
    expect(admitted(process)).toBeGreaterThan(10);
    process.done.length = 0;
    await process.clock.advance(10_000);
    expect(process.done).toEqual([]);
  });

  test('has much more: V8’s limit, which stays, is neither pressure nor room', async () => {
    const before = admitted(process);
    process.limit = 8 * LIMIT;
    await process.clock.advance(10_000);
    expect([process.governor.level, process.done]).toEqual(['calm', []]);
    expect(admitted(process)).toBeGreaterThan(before);
    // Of 322 MiB that V8 takes without dying, 22 are left.
    process.heap = 300 * MIB;
    process.alive = 350 * MIB;
    await process.clock.advance(1_000);
    expect(process.governor.level).toBe('high');
    const answers = Array.from({ length: 100 }, () =>
      process.governor.admission.admit({ method: 'GET', path: '/report' }, 0),
    );
    // Nothing is known of them, so that each may take 8 MiB.
    expect(answers.filter(({ state }) => state === 'held').length).toBeLessThanOrEqual(2);
  });
});

describe('a heap that was set by hand, small for the pod', () => {
  test('is no pressure while little of it is used, and bounds requests by what it has left', async () => {
    const small = new GovernedProcess(64 * MIB);
    small.heap = 20 * MIB;
    await small.clock.advance(10_000);
    expect([small.governor.level, small.done]).toEqual(['calm', []]);
    // Nothing is known of them, so that each may take 8 MiB; V8 takes 57 in all.
    const answers = Array.from({ length: 100 }, () =>
      small.governor.admission.admit({ method: 'GET', path: '/report' }, 0),
    );
    const held = answers.filter(({ state }) => state === 'held').length;
    expect(held).toBeGreaterThan(0);
    expect(held * 8 * MIB).toBeLessThan(37 * MIB);
    for (const answer of answers) answer.release();
    small.heap = 54 * MIB;
    await small.clock.advance(1_000);
    expect(small.governor.level).toBe('high');
    // A larger pod changes nothing of the heap.
    small.heap = 20 * MIB;
    small.limit = 2 * LIMIT;
    await small.clock.advance(10_000);
    expect(small.governor.level).toBe('calm');
  });
});
