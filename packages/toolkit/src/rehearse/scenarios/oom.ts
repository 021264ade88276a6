import { limitOf } from '../../model/index.ts';
import { LEAK_SHOWS_MS } from '../verdict/index.ts';
import type { LoadStep } from '../workload/index.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage/stage.ts';
import { readyPods } from './stage/pods.ts';
import { settled } from './stage/settled.ts';

/** Above the load's usual rate by this factor, as a peak hour is. */
const TIMES = 3;

/** How long, in milliseconds: long enough that garbage collectors reach their steady state. */
const PRESSED_MS = 6000;

/** Use is sampled at least this often, in milliseconds: the first and the last sample may be as far from the ends. */
const SAMPLED_MS = 2000;

/** Bytes of one large body. */
const BODY_BYTES = 2 * 2 ** 20;
/** What a container is pressed with that has no limit: it is small beside most, and shows what becomes of large bodies at all. */
const UNLIMITED_BYTES = 64 * 2 ** 20;
/** More would be a test of this machine: each is a connection, and its bytes are in the kernel's buffers. */
const MOST_AT_ONCE = 512;
/** Between two of one sender, in milliseconds. */
const PAUSE_MS = 250;
/** The same after one that was refused, which costs a program little: clients that are told to come later do so. */
const REFUSED_PAUSE_MS = 2000;
/** Too large, too many, not now; 0: no answer at all. */
const refusals = new Set([0, 413, 429, 503]);
/** All of them have begun after so long, in milliseconds: more than any program takes up, and the load itself stays on time. */
const BEGIN_MS = 1000;

/** More requests than usual, and large ones at once. */
export const oom: Scenario = {
  name: 'oom',
  title: 'memory pressure: a peak of requests, and large bodies at once',
  patterns: [2],
  unsuitable: () => undefined,
  async run(stage) {
    const { clock, load, signal } = stage;
    await steady(stage);
    const usual = load.perSecond;
    const endAt = clock.now() + PRESSED_MS;
    const step = largest(stage);
    const atOnce = step === undefined ? 0 : bodiesAtOnce(stage);
    stage.step(
      `Sending ${TIMES} times the load${atOnce === 0 ? '' : `, and ${atOnce} large requests at once`}.`,
    );
    stage.measured('pressed', atOnce);
    load.rate(usual * TIMES);
    try {
      const answered = step === undefined ? 0 : await press(stage, step, atOnce, endAt);
      stage.measured('large-answered', answered);
      await clock.sleep(Math.max(0, endAt - clock.now()), signal);
    } finally {
      load.rate(usual);
    }
    await settled(stage);
  },
};

/**
 * Waits under the usual load until some container has run for long enough that a leak would show; where other scenarios came
 * before, one has.
 */
async function steady(stage: Stage): Promise<void> {
  const { clock, events, signal } = stage;
  const startedAt = new Map<string, number>();
  let longestMs = 0;
  for (const event of events) {
    if (event.type === 'container-started') startedAt.set(event.pod, event.at);
    if (event.type === 'container-exited')
      longestMs = Math.max(longestMs, event.at - (startedAt.get(event.pod) ?? event.at));
  }
  const running = readyPods(stage).map(({ name }) => clock.now() - (startedAt.get(name) ?? clock.now()));
  const neededMs = LEAK_SHOWS_MS + SAMPLED_MS;
  // One that has exited gets no older.
  const missingMs = neededMs - Math.max(0, ...running);
  if (longestMs >= neededMs || missingMs <= 0) return;
  stage.step(`Watching memory under the usual load for ${Math.ceil(missingMs / 1000)} s.`);
  await clock.sleep(missingMs, signal);
}

/**
 * As many as fill the memory limits of all ready pods: who holds every body whole needs more than its limit, and who bounds what is in flight
 * does not.
 */
function bodiesAtOnce(stage: Stage): number {
  const pod = stage.workload.template.spec;
  const limits = pod.containers.map((container) => limitOf(container, pod, 'memory'));
  const limit = limits.find((bytes) => bytes !== undefined) ?? UNLIMITED_BYTES;
  return Math.min(MOST_AT_ONCE, Math.ceil(limit / BODY_BYTES) * readyPods(stage).length);
}

/**
 * Keeps this many large requests under way until the time is over. Whatever is answered is right: it may refuse them.
 *
 * @returns how many were answered
 */
async function press(stage: Stage, step: LoadStep, atOnce: number, endAt: number): Promise<number> {
  const { clock, signal } = stage;
  let answered = 0;
  const sender = async (index: number) => {
    await clock.sleep((index / atOnce) * BEGIN_MS, signal);
    while (clock.now() < endAt) {
      const { status } = await stage.request(step, { bytes: BODY_BYTES });
      if (status > 0) answered += 1;
      await clock.sleep(refusals.has(status) ? REFUSED_PAUSE_MS : PAUSE_MS, signal);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, index) => sender(index)));
  return answered;
}

/** The request of the load that can bear a large body: an upload, else one with a body. */
function largest({ settings }: Stage): LoadStep | undefined {
  const steps = settings.load?.steps ?? [];
  const upload = steps.find(({ kind }) => kind === 'upload');
  if (upload !== undefined) return { ...upload, method: upload.method ?? 'POST' };
  return steps.find(
    ({ method = 'GET', body, bodyBase64 = body }) => bodyBase64 !== undefined && method !== 'GET',
  );
}
