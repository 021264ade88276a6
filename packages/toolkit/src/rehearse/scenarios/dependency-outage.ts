import type { DependencyProxy } from '../stand-ins/index.ts';
import { readyPods, livingPods } from './stage/pods.ts';
import { probeOf } from './stage/probes.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage/stage.ts';
import { settled } from './stage/settled.ts';

/**
 * How much later all that passes is delivered while a dependency is slow, in milliseconds. A query takes twice that, or more: longer than
 * a probe waits by its default, which is one second.
 */
const DELAY_MS = 500;

/** How long it is slow, in milliseconds. */
const SLOW_MS = 1000;

/** How long a dependency is cut off at least, in milliseconds: some requests that need it must meet that. */
const CUT_MS = 2500;

/** How long it resets connections, in milliseconds, and then refuses them: other kinds of errors, which programs take otherwise. */
const RESET_MS = 750;
const REFUSED_MS = 750;

/** A program that polls its dependencies notices within this, in milliseconds, besides what the readiness probe takes. */
const NOTICE_MS = 5000;

/** Waiting longer than this, in milliseconds, for a liveness probe to ask would take most of a rehearsal. */
const LONGEST_PERIOD_MS = 30_000;

/**
 * Each dependency is slow, then cut off, then resets connections, then refuses them, then is back; at last all are away until liveness
 * was asked.
 */
export const dependencyOutage: Scenario = {
  name: 'dependency-outage',
  title: 'each dependency is slow, cut off, resets and refuses connections, and comes back',
  patterns: [4],
  unsuitable: ({ dependencies }) =>
    dependencies.size === 0
      ? 'no dependency is known that could be cut off (`dependencies` in the contract and the settings)'
      : undefined,
  async run(stage) {
    const asked = new Map<string, number>();
    for (const dependency of stage.dependencies.values()) await takeAway(stage, dependency, asked);
    await untilLivenessAsked(stage, asked);
  },
};

async function takeAway(
  stage: Stage,
  dependency: DependencyProxy,
  asked: Map<string, number>,
): Promise<void> {
  const { clock, signal } = stage;
  const slowFrom = clock.now();
  stage.step(`${dependency.name} is slow.`);
  dependency.delay(DELAY_MS);
  await clock.sleep(SLOW_MS, signal);
  const from = clock.now();
  stage.step(`Cutting off ${dependency.name}.`);
  dependency.cut();
  await clock.sleep(CUT_MS, signal);
  const readiness = dependency.critical ? probeOf(stage, 'readiness') : undefined;
  const noticeMs =
    readiness &&
    NOTICE_MS + (readiness.periodSeconds * readiness.failureThreshold + readiness.timeoutSeconds) * 1000;
  const before = readyPods(stage).length;
  if (noticeMs !== undefined) await stage.until(() => readyPods(stage).length < before, noticeMs);
  stage.step(`${dependency.name} resets connections.`);
  dependency.reset();
  await clock.sleep(RESET_MS, signal);
  stage.step(`${dependency.name} refuses connections.`);
  dependency.refuse();
  await clock.sleep(REFUSED_MS, signal);
  if (noticeMs !== undefined)
    await stage.until(() => readyPods(stage).length === 0, from + noticeMs - clock.now());
  countLiveness(stage, slowFrom, asked);
  stage.step(`${dependency.name} is back.`);
  dependency.restore();
  stage.measured('dependency-recovered', await settled(stage));
}

/** Takes all dependencies away once more where the liveness probe of some pod was not asked during any outage. */
async function untilLivenessAsked(stage: Stage, asked: Map<string, number>): Promise<void> {
  const liveness = probeOf(stage, 'liveness');
  const unasked = () => livingPods(stage).filter(({ name }) => !asked.has(name));
  if (liveness === undefined || liveness.periodSeconds * 1000 > LONGEST_PERIOD_MS || unasked().length === 0)
    return;
  const dependencies = [...stage.dependencies.values()];
  const from = stage.clock.now();
  stage.step('Cutting off all dependencies until every liveness probe has been asked.');
  for (const dependency of dependencies) dependency.cut();
  await stage.until(
    () => {
      countLiveness(stage, from, asked);
      return unasked().length === 0;
    },
    (liveness.periodSeconds + liveness.timeoutSeconds + 1) * 1000,
  );
  for (const dependency of dependencies) dependency.restore();
  stage.measured('dependency-recovered', await settled(stage));
}

function countLiveness({ events }: Stage, from: number, asked: Map<string, number>): void {
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index];
    if (event === undefined || event.at < from) return;
    if (event.type === 'probe' && event.probe === 'liveness' && event.startedAt >= from)
      asked.set(event.pod, event.at);
  }
}
