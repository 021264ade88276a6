import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { somePod, VirtualClock } from '../testing/index.ts';
import { scenarios, type Stage } from './index.ts';

/** What a squeeze asks for of the CPU of one container, and what it says that it did. */
async function squeezed(cpu: string | undefined, could = true) {
  const limits: number[] = [];
  const measured: unknown[] = [];
  const clock = new VirtualClock();
  const resources = cpu === undefined ? {} : { limits: { cpu } };
  const stage = {
    clock,
    events: [],
    workload: {
      template: { ...somePod({ spec: { containers: [{ name: 'app', resources }] } }) },
      services: [],
    },
    deployment: { pods: [{ name: 'web', status: { ready: true } }] },
    process: () => ({ limitCpu: (milli: number) => limits.push(milli) > 0 && could }),
    measured: (...facts: unknown[]) => measured.push(facts),
    step: () => undefined,
    until: () => Promise.resolve(true),
    complete: () => Promise.resolve(true),
  } as unknown as Stage;
  const run = scenarios.find(({ name }) => name === 'cpu-squeeze')?.run(stage);
  await clock.advance(60_000);
  await run;
  return { limits, measured };
}

test('a limited container gets a quarter of its limit, and then its limit again', async () => {
  const { limits, measured } = await squeezed('2');
  expect(limits).toEqual([500, 2000]);
  expect(measured).toEqual([['squeezed', 500, 'web']]);
});

test('one without a limit gets a quarter of a core, and then all of them again', async () => {
  expect((await squeezed(undefined)).limits).toEqual([250, availableParallelism() * 1000]);
});

test('no program gets less than a tenth of a core', async () => {
  expect((await squeezed('200m')).limits).toEqual([100, 200]);
});

test('where the CPU cannot be limited, that is said', async () => {
  const { limits, measured } = await squeezed('2', false);
  expect(limits).toEqual([500]);
  expect(measured).toEqual([['squeezed', 0, 'web']]);
});
