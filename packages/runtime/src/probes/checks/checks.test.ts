import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { RuntimeEvent } from '../../events.ts';
import { VirtualClock } from '../../testing/index.ts';
import { allowReady, createChecks, type CheckOptions } from './index.ts';

function setUp(random = () => 0.5) {
  const clock = new VirtualClock();
  const events: RuntimeEvent[] = [];
  const checks = createChecks({ clock, emit: (event) => events.push(event), random });
  return { clock, events, checks };
}

/** What a dependency does when it is asked. */
type Behaviour = { readonly after: number; readonly ok: boolean } | 'hang';

const passing: Pick<CheckOptions, 'name' | 'run'> = { name: 'db', run: () => undefined };
const failing: Pick<CheckOptions, 'name' | 'run'> = {
  name: 'db',
  run: () => {
    throw new Error('refused');
  },
};

describe('a check', () => {
  test('runs at once, then on its interval', async () => {
    const { clock, checks } = setUp();
    const runs: number[] = [];
    checks.add({ name: 'db', run: () => runs.push(clock.now()), intervalMs: 100 });
    await clock.advance(250);
    expect(runs).toEqual([0, 100, 200]);
  });

  test.each([
    [0, 90],
    [0.999_999, 110],
  ])('spreads its interval: %s of the range is %s ms', async (random, second) => {
    const { clock, checks } = setUp(() => random);
    const runs: number[] = [];
    checks.add({ name: 'db', run: () => runs.push(Math.round(clock.now())), intervalMs: 100 });
    await clock.advance(115);
    expect(runs).toEqual([0, second]);
  });

  test('that throws at once has failed, with its reason', async () => {
    const { clock, checks, events } = setUp();
    checks.add(failing);
    await clock.advance(1);
    expect(checks.results()).toMatchObject([{ name: 'db', status: 'failing', error: 'refused' }]);
    expect(events).toEqual([
      { type: 'check', check: 'db', critical: true, from: 'pending', to: 'failing', error: 'refused' },
    ]);
  });

  test('that hangs fails at its time-out, is aborted, and is not started again until it settles', async () => {
    const { clock, checks } = setUp();
    const signals: AbortSignal[] = [];
    let release = () => {};
    checks.add({
      name: 'db',
      run: (signal) => {
        signals.push(signal);
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      },
      intervalMs: 100,
      timeoutMs: 50,
    });
    await clock.advance(49);
    expect(checks.results()[0]?.status).toBe('pending');
    await clock.advance(1);
    expect(checks.results()[0]).toMatchObject({ status: 'failing', durationMs: 50 });
    expect(checks.results()[0]?.error).toContain('No answer after 50 ms');
    expect(signals[0]?.aborted).toBe(true);
    await clock.advance(1000);
    expect(signals).toHaveLength(1);
    expect(checks.results()[0]?.error).toContain('Still running after');
    release();
    await clock.advance(99);
    expect(signals).toHaveLength(1);
    await clock.advance(1);
    expect(signals).toHaveLength(2);
  });

  test('that fails once is asked again soon, whatever its interval', async () => {
    const { clock, checks } = setUp();
    const runs: number[] = [];
    checks.add({
      name: 'db',
      intervalMs: 5000,
      run: () => {
        if (runs.push(clock.now()) > 1) throw new Error('refused');
      },
    });
    await clock.advance(5999);
    expect(checks.results()[0]?.status).toBe('passing');
    await clock.advance(1);
    expect(runs).toEqual([0, 5000, 6000]);
    expect(checks.results()[0]?.status).toBe('failing');
    await clock.advance(5000);
    expect(runs.at(-1)).toBe(11_000);
  });

  test('that passed and then hangs still reaches its threshold', async () => {
    const { clock, checks } = setUp();
    let runs = 0;
    checks.add({
      name: 'db',
      run: () => (runs++ === 0 ? undefined : new Promise(() => {})),
      intervalMs: 100,
      timeoutMs: 50,
    });
    await clock.advance(150);
    expect(checks.results()[0]?.status).toBe('passing');
    await clock.advance(100);
    expect(checks.results()[0]?.status).toBe('failing');
  });

  test('that succeeds after its time-out has failed nevertheless', async () => {
    const { clock, checks } = setUp();
    checks.add({ name: 'db', run: () => clock.sleep(80), timeoutMs: 50 });
    await clock.advance(90);
    expect(checks.results()[0]).toMatchObject({ status: 'failing' });
  });

  test.each([
    { intervalMs: 0 },
    { timeoutMs: Number.NaN },
    { timeoutMs: Infinity },
    { failureThreshold: 0 },
    { successThreshold: 1.5 },
  ])('with %o is refused', (figure) => {
    const { checks } = setUp();
    const [[name, value] = []] = Object.entries(figure);
    expect(() => checks.add({ ...passing, ...figure })).toThrow(
      expect.objectContaining({
        code: 'SW_DEFINITION',
        where: `check ${passing.name}`,
        message: expect.stringContaining(`\`${name}\` is ${value}; it takes`) as unknown,
      }),
    );
  });

  test('of a name that is taken is refused', () => {
    const { checks } = setUp();
    checks.add(passing);
    expect(() => checks.add(passing)).toThrow(/SW_DEFINITION/);
  });

  test('cannot be registered for liveness', () => {
    // @ts-expect-error a dependency never decides about liveness
    const refused: CheckOptions = { ...passing, liveness: true };
    expect(refused.liveness).toBe(true);
    expectTypeOf<CheckOptions['liveness']>().toEqualTypeOf<undefined>();
  });
});

describe('for readiness', () => {
  const never = () => new Promise(() => {});
  test.each([
    ['no checks', [], true],
    ['a critical one without a result', [{ name: 'a', run: never }], false],
    ['a non-critical one without a result', [{ name: 'a', run: never, critical: false }], true],
    ['all pass', [passing], true],
    ['a critical one fails', [failing], false],
    ['a non-critical one fails', [{ ...failing, critical: false }], true],
    ['both kinds fail', [failing, { ...failing, name: 'b', critical: false }], false],
  ] as [string, CheckOptions[], boolean][])('%s', async (_, options, expected) => {
    const { clock, checks } = setUp();
    for (const check of options) checks.add(check);
    await clock.advance(1);
    expect(allowReady(checks.results())).toBe(expected);
  });
});

test('a listener hears of every addition and run until its handle is cleared', async () => {
  const { clock, checks } = setUp();
  const heard: (string | undefined)[] = [];
  const handle = checks.onChange(() => heard.push(checks.results()[0]?.status));
  checks.add({ ...passing, intervalMs: 100 });
  await clock.advance(150);
  expect(heard).toEqual(['pending', 'passing', 'passing']);
  handle.clear();
  await clock.advance(100);
  expect(heard).toHaveLength(3);
});

test('after stop nothing runs, nothing is pending and nothing is told', async () => {
  const { clock, checks, events } = setUp();
  let signal: AbortSignal | undefined;
  let runs = 0;
  checks.add({
    name: 'db',
    run: (given) => {
      signal = given;
      runs += 1;
      return clock.sleep(10, given);
    },
  });
  checks.stop();
  expect(signal?.aborted).toBe(true);
  await clock.advance(100_000);
  expect(runs).toBe(1);
  expect(events).toEqual([]);
  expect(clock.pending).toBe(0);
});

const behaviour: fc.Arbitrary<Behaviour> = fc.oneof(
  fc.record({ after: fc.integer({ min: 0, max: 120 }), ok: fc.boolean() }),
  fc.constant<Behaviour>('hang'),
);

describe('all checks are decided', () => {
  test('at once where there is no critical one', async () => {
    const { checks } = setUp();
    checks.add({ name: 'cache', critical: false, run: () => new Promise(() => {}) });
    await checks.decided();
  });

  test.each<[string, CheckOptions['run']]>([
    ['passed', () => undefined],
    ['failed', () => Promise.reject(new Error('refused'))],
    ['timed out', () => new Promise(() => {})],
  ])('once the critical one has %s', async (_, run) => {
    const { clock, checks } = setUp();
    let decided = false;
    checks.add({ name: 'db', run: (signal) => clock.sleep(20).then(() => run(signal)), timeoutMs: 50 });
    void checks.decided().then(() => (decided = true));
    await clock.advance(19);
    expect(decided).toBe(false);
    await clock.advance(31);
    expect(decided).toBe(true);
  });
});

test('whatever a dependency does: no overlap, no backlog, a result in time, one event for each change', async () => {
  const behaviours = fc.array(behaviour, { minLength: 1, maxLength: 12 });
  const spread = fc.double({ min: 0, max: 0.999, noNaN: true });
  await fc.assert(fc.asyncProperty(behaviours, spread, live), { numRuns: 30 });
});

async function live(behaviours: readonly Behaviour[], random: number): Promise<void> {
  const { clock, checks, events } = setUp(() => random);
  const runs: { readonly from: number; to: number }[] = [];
  checks.add({
    name: 'db',
    intervalMs: 100,
    timeoutMs: 50,
    async run() {
      const run = { from: clock.now(), to: Infinity };
      const next = behaviours[runs.push(run) % behaviours.length] ?? 'hang';
      await clock.sleep(next === 'hang' ? 10_000 : next.after);
      run.to = clock.now();
      if (next !== 'hang' && !next.ok) throw new Error('refused');
    },
  });
  for (let step = 0; step < 200; step++) {
    await clock.advance(10);
    // The check's own timer, and the sleep of the dependency.
    expect(clock.pending).toBeLessThanOrEqual(2);
    if (clock.now() >= 50) expect(checks.results()[0]?.status).not.toBe('pending');
  }
  for (const [index, { from }] of runs.entries()) {
    const before = runs[index - 1];
    if (before !== undefined) expect(from - before.to).toBeGreaterThanOrEqual(90 - 1e-6);
  }
  let status = 'pending';
  for (const event of events) {
    if (event.type !== 'check') continue;
    expect(event.from).toBe(status);
    expect(event.to).not.toBe(status);
    status = event.to;
  }
  expect(checks.results()[0]?.status).toBe(status);
}
