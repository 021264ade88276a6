import { beforeEach, describe, expect, test } from 'vitest';
import { GovernedProcess, LIMIT, SOFT } from './governed-process.props.ts';

const MIB = 2 ** 20;

let process: GovernedProcess;
beforeEach(() => {
  process = new GovernedProcess();
});

test('far from the limit it looks a few times a second and does nothing', async () => {
  await process.clock.advance(10_000);
  expect(process.looks).toBeLessThan(50);
  expect(process.done).toEqual([]);
  expect(process.events).toEqual([]);
});

test('page cache that came since the group was read is neither pressure nor a near death', async () => {
  process.newCache = 345 * MIB;
  await process.clock.advance(1_000);
  expect(process.events).toEqual([]);
  expect(process.governor.budget.usedBytes).toBe(50 * MIB);
});

test('use is told in whole bytes', async () => {
  Object.assign(process, { heap: 340 * MIB + 1, young: 1.5 });
  await process.clock.advance(1_000);
  expect(process.governor.budget.usedBytes % 1).toBe(0);
});

test('near the limit it looks every few milliseconds', async () => {
  process.alive = 355 * MIB;
  await process.clock.advance(1_000);
  const before = process.looks;
  await process.clock.advance(1_000);
  expect(process.looks - before).toBeGreaterThan(100);
});

test('what a young collection may copy beyond half of the margin to the hard limit is in use, and none begins that would not fit', async () => {
  Object.assign(process, { alive: 100 * MIB, young: 64 * MIB });
  await process.clock.advance(1_000);
  expect(process.governor.budget.usedBytes).toBe(144 * MIB);
  process.garbage = 240 * MIB;
  await process.clock.advance(1_000);
  expect(process.done[0]).toBe('full');
});

test('memory that is taken is looked at before the timer says so', () => {
  const before = process.looks;
  process.governor.took(300 * MIB);
  expect(process.looks).toBeGreaterThan(before);
});

describe('on approach', () => {
  test('garbage is collected: the young first, then all', async () => {
    process.garbage = 300 * MIB;
    await process.clock.advance(1_000);
    expect(process.done.slice(0, 2)).toEqual(['young', 'full']);
    expect(process.garbage).toBe(0);
    expect(process.governor.level).toBe('calm');
  });

  test('pages of a large heap are given back', async () => {
    Object.assign(process, { garbage: 300 * MIB, heap: 200 * MIB });
    await process.clock.advance(1_000);
    expect(process.done).toContain('compact');
  });

  test('so are pages that V8 keeps, however often a collection was in vain before', async () => {
    process.alive = 340 * MIB;
    await process.clock.advance(60_000);
    process.done.length = 0;
    while (!process.done.includes('full')) await process.clock.advance(100);
    // The heap was let go of, and its pages stayed.
    process.alive = 60 * MIB;
    process.pages = 280 * MIB;
    await process.clock.advance(1_000);
    expect(process.done).toContain('compact');
    expect(process.governor.budget.usedBytes).toBeLessThan(70 * MIB);
  });

  test('what V8 has begun is ended, which says nothing of pages: they are given back by the next', async () => {
    Object.assign(process, { alive: 150 * MIB, pages: 190 * MIB, marking: true });
    await process.clock.advance(1_000);
    expect(process.done.slice(0, 3)).toEqual(['full', 'young', 'compact']);
    expect(process.pages).toBe(0);
  });

  test('pages are given back however often V8 has begun a collection', async () => {
    Object.assign(process, { alive: 150 * MIB, pages: 190 * MIB, marking: true, alwaysMarking: true });
    await process.clock.advance(1_000);
    expect(process.done).toContain('last-resort');
    expect(process.pages).toBe(0);
  });

  test('pages are given back without a copy of the young generation that would not fit', async () => {
    Object.assign(process, { alive: 150 * MIB, young: 64 * MIB, pages: 190 * MIB });
    await process.clock.advance(1_000);
    expect(process.done[0]).toBe('last-resort');
  });

  test('memory of native code, which no compaction gives back, is taken for pages once', async () => {
    process.alive = 340 * MIB;
    process.outside = 330 * MIB;
    await process.clock.advance(60_000);
    expect(process.done.filter((what) => what === 'compact')).toHaveLength(1);
    expect(process.done).toContain('full');
  });

  test('caches are asked before anything is collected again, once it is known that the rest is alive', async () => {
    process.alive = 320 * MIB;
    process.governor.onPressure(({ bytes }) => {
      process.done.push('shrink');
      process.alive -= bytes;
      process.garbage += bytes;
      return bytes;
    });
    await process.clock.advance(3_000);
    expect(process.done.indexOf('shrink')).toBeGreaterThan(process.done.indexOf('full'));
    expect(process.done.lastIndexOf('full')).toBeGreaterThan(process.done.indexOf('shrink'));
    expect(process.alive).toBeLessThanOrEqual(0.75 * SOFT);
    expect(process.governor.level).toBe('calm');
  });

  test('what can’t be collected is not collected again and again', async () => {
    process.alive = 340 * MIB;
    await process.clock.advance(10_000);
    expect(process.done.filter((what) => what !== 'young').length).toBeLessThan(10);
  });

  test('collections that free nothing become rare, but what is worth one gets it', async () => {
    process.alive = 340 * MIB;
    await process.clock.advance(60_000);
    process.done.length = 0;
    await process.clock.advance(60_000);
    expect(process.done.filter((what) => what === 'full').length).toBeLessThan(5);
    process.alive = 300 * MIB;
    process.garbage = 40 * MIB;
    // In between somebody else let go of that.
    process.governor.onPressure(() => 40 * MIB);
    await process.clock.advance(1_000);
    expect(process.garbage).toBe(0);
  });

  test('collections take a quarter of the time at most', async () => {
    for (let second = 0; second < 10; second++) {
      process.garbage = 300 * MIB;
      await process.clock.advance(1_000);
    }
    expect(process.governor.collectionMs).toBeLessThan(0.25 * 10_000 + 60);
  });
});

describe('blocks that are used again', () => {
  const heldOf = ({ governor }: GovernedProcess) => {
    const burst = Array.from({ length: 500 }, () =>
      governor.admission.admit({ method: 'POST', path: '/uploads' }, 2 * MIB),
    );
    const held = burst.filter(({ state }) => state === 'held').length;
    for (const reservation of burst) reservation.release();
    return held;
  };

  test('count as free while they are idle', async () => {
    const before = heldOf(process);
    process.blocks.idleBytes = 200 * MIB;
    await process.clock.advance(5_000);
    expect(process.governor.budget.usedBytes).toBe(50 * MIB);
    expect([process.trimmed, process.done]).toEqual([0, []]);
    expect(heldOf(process)).toBe(before);
  });

  test('are given back as far as they exceed the soft limit together with what is in use', async () => {
    process.blocks.idleBytes = 200 * MIB;
    process.alive = 180 * MIB;
    await process.clock.advance(1_000);
    expect(process.trimmed).toBe(200 * MIB + 180 * MIB - SOFT);
    expect(process.governor.level).toBe('calm');
  });

  test('are given back before anything else is let in that may take their place', () => {
    process.blocks.idleBytes = 200 * MIB;
    process.alive = 150 * MIB;
    process.governor.took(LIMIT);
    expect([process.trimmed, process.governor.budget.usedBytes]).toEqual([0, 150 * MIB]);
    for (let n = 0; n < 8; n++) process.governor.admission.admit({ method: 'GET', path: '/report' }, 0);
    // Nothing is known of them, so that each may take 8 MiB, and 10 are free.
    expect(process.trimmed).toBe(54 * MIB);
  });

  test('are looked at in time, as anything may grow beside them', async () => {
    process.blocks.idleBytes = 200 * MIB;
    process.alive = 150 * MIB;
    await process.clock.advance(1_000);
    const before = process.looks;
    await process.clock.advance(1_000);
    expect(process.looks - before).toBeGreaterThan(18);
  });

  test('decay once a second', async () => {
    await process.clock.advance(10_000);
    expect(process.decays).toBe(8);
  });

  test('are no garbage, however many are in use', async () => {
    process.blocks.takenBytes = 260 * MIB;
    await process.clock.advance(1_000);
    // V8 can’t keep pages that are not the heap’s.
    expect(process.done).not.toContain('compact');
    process.done.length = 0;
    for (let turn = 0; turn < 15; turn++) {
      process.blocks.takenBytes = (turn % 2 === 0 ? 310 : 280) * MIB;
      await process.clock.advance(100);
    }
    expect(process.done.filter((what) => what !== 'young')).toEqual([]);
  });
});

describe('admission', () => {
  test('room shrinks by what is alive beside the requests', async () => {
    const { admission } = process.governor;
    const heldOf = () => {
      const burst = Array.from({ length: 500 }, () =>
        admission.admit({ method: 'POST', path: '/uploads' }, 2 * MIB),
      );
      const held = burst.filter(({ state }) => state === 'held').length;
      for (const reservation of burst) reservation.release();
      return held;
    };
    const before = heldOf();
    process.alive = 250 * MIB;
    await process.clock.advance(1_000);
    const after = heldOf();
    expect(before).toBeGreaterThan(10);
    expect(after).toBeLessThan(before / 2);
    process.alive = 365 * MIB;
    await process.clock.advance(1_000);
    expect(heldOf()).toBe(0);
  });

  test('V8’s limit counts as the kernel’s', async () => {
    process.heap = 330 * MIB;
    await process.clock.advance(1_000);
    const reservation = process.governor.admission.admit({ method: 'GET', path: '/' }, 0);
    expect(reservation.state).not.toBe('held');
  });
});

describe('the last steps', () => {
  test('what others take of a limit further up leaves no room, but nobody is unready for it', async () => {
    process.foreign = 320 * MIB;
    await process.clock.advance(10_000);
    expect(process.governor.budget.usedBytes).toBe(370 * MIB);
    expect(process.governor.admission.admit({ method: 'GET', path: '/' }, 0).state).toBe('waiting');
    expect([process.governor.level, process.governor.ready]).toEqual(['high', true]);
    process.alive = SOFT;
    await process.clock.advance(10_000);
    expect(process.governor.ready).toBe(false);
  });

  test('unready only when what no request accounts for exceeds the soft limit, and ready again with hysteresis', async () => {
    process.alive = 370 * MIB;
    await process.clock.advance(4_000);
    expect(process.governor.ready).toBe(true);
    await process.clock.advance(5_000);
    expect(process.governor.ready).toBe(false);
    process.alive = 345 * MIB;
    await process.clock.advance(30_000);
    expect(process.governor.ready).toBe(false);
    process.alive = 200 * MIB;
    await process.clock.advance(30_000);
    expect(process.governor.ready).toBe(true);
    expect(process.ofType('memory.readiness').map(({ ready }) => ready)).toEqual([false, true]);
    expect(process.ofType('memory.pressure').map(({ from, to }) => `${from} to ${to}`)).toEqual([
      'calm to high',
      'high to exhausted',
      'exhausted to calm',
    ]);
    expect(process.snapshots).toBeGreaterThan(0);
  });

  test('a near death is told of once until memory is calm again, with what was in flight', async () => {
    process.governor.admission.admit({ method: 'POST', path: '/uploads' }, 2 * MIB);
    process.alive = 395 * MIB;
    await process.clock.advance(5_000);
    expect(process.ofType('memory.near-death')).toEqual([
      expect.objectContaining({
        usedMib: 395,
        limitMib: 400,
        inFlight: ['POST /uploads, 1.2 s'],
        inFlightCount: 1,
      }),
    ]);
    process.alive = 100 * MIB;
    await process.clock.advance(60_000);
    expect(process.governor.level).toBe('calm');
    process.alive = 395 * MIB;
    await process.clock.advance(5_000);
    expect(process.ofType('memory.near-death')).toHaveLength(2);
  });

  test('nothing is left running when it is disposed of', () => {
    process.governor[Symbol.dispose]();
    expect(process.clock.pending).toBe(0);
  });
});

test('a group that stands at its limit is near death, and the record says what the kernel counted', async () => {
  process.kernel = { stalledShare: 0.42, limitHits: 9, oomKills: 1, underOom: true };
  await process.clock.advance(2_000);
  const figures = { stalledPercent: 42, limitHits: 9, oomKills: 1 };
  expect(process.ofType('memory.near-death')).toMatchObject([figures]);
  expect(process.snapshots).toBe(1);
});
