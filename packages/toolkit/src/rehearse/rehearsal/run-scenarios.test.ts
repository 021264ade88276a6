import { expect, test } from 'vitest';
import type { Scenario, Stage } from '../scenarios/index.ts';
import { VirtualClock } from '../testing/index.ts';
import { Recorder } from './observation/recorder.ts';
import { runScenarios } from './run-scenarios.ts';

const clock = new VirtualClock();

function scenario(name: Scenario['name'], facts: Partial<Scenario> = {}): Scenario {
  return { name, title: name, patterns: [3], unsuitable: () => undefined, run: async () => {}, ...facts };
}

/** Only what the running of scenarios asks for. */
function stage(complete: boolean, settled = Promise.resolve()): Stage {
  return {
    complete: () => Promise.resolve(complete),
    load: { settled: () => settled, perSecond: 0 },
    deployment: { pods: [] },
    events: [],
    until: (condition: () => boolean) => Promise.resolve(condition()),
  } as unknown as Stage;
}

test('scenarios run in turn; an unsuitable one is skipped with its reason', async () => {
  const recorder = new Recorder(clock);
  const ran: string[] = [];
  const run = (name: string) => () => Promise.resolve(void ran.push(name));
  const runs = await runScenarios(
    [
      scenario('rollout', { run: run('rollout') }),
      scenario('failing-migration', { unsuitable: () => 'no migration', run: run('failing-migration') }),
      scenario('kill', { run: run('kill') }),
    ],
    () => stage(true),
    recorder,
    () => clock.now(),
  );
  expect(ran).toEqual(['rollout', 'kill']);
  expect(runs.map(({ name, skipped }) => [name, skipped])).toEqual([
    ['rollout', undefined],
    ['failing-migration', 'no migration'],
    ['kill', undefined],
  ]);
  expect(recorder.events.map(({ type }) => type)).toEqual(
    ['rollout', 'failing-migration', 'kill'].flatMap(() => ['scenario-started', 'scenario-ended']),
  );
});

test('after one that leaves the workload broken nothing more is claimed', async () => {
  const runs = await runScenarios(
    [scenario('rollout'), scenario('kill')],
    (name) => stage(name !== 'rollout'),
    new Recorder(clock),
    () => clock.now(),
  );
  const broken = 'the workload was not complete and ready again 120 s after rollout';
  expect(runs.map((run) => [run.skipped, run.broken])).toEqual([
    [undefined, broken],
    [broken, undefined],
  ]);
});

test.each([[[scenario('start'), scenario('kill')]], [[scenario('kill')]]])(
  'a workload that was never ready is not waited for again, and is judged by its start',
  async (scenarios) => {
    const waits: number[] = [];
    const waiting = (): Stage => ({
      ...stage(false),
      complete: (withinMs) => Promise.resolve(waits.push(withinMs) < 0),
    });
    const runs = await runScenarios(scenarios, waiting, new Recorder(clock), () => clock.now(), false);
    expect(waits).toEqual([]);
    expect(runs.map(({ name, skipped }) => [name, skipped])).toEqual([
      ['start', undefined],
      ['kill', 'the workload was never complete and ready'],
    ]);
  },
);

test('the next one begins once the requests of the last one are over', async () => {
  const settled = Promise.withResolvers<void>();
  const ran: string[] = [];
  const run = (name: string) => () => Promise.resolve(void ran.push(name));
  const running = runScenarios(
    [scenario('kill', { run: run('kill') }), scenario('stall', { run: run('stall') })],
    () => stage(true, settled.promise),
    new Recorder(clock),
    () => clock.now(),
  );
  await clock.advance(1);
  expect(ran).toEqual(['kill']);
  settled.resolve();
  await running;
  expect(ran).toEqual(['kill', 'stall']);
});

test('and once every proxy knows the pods that are ready', async () => {
  const looked: string[] = [];
  const runs = await runScenarios(
    [scenario('stall'), scenario('drain-node')],
    (name) => ({
      ...stage(true),
      until: () => Promise.resolve(looked.push(name) > 0),
    }),
    new Recorder(clock),
    () => clock.now(),
  );
  expect(looked).toEqual(['stall', 'drain-node']);
  expect(runs).toHaveLength(2);
});
