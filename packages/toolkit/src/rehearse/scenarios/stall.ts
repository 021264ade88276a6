import type { RehearsalEvent, StallKind } from '../events.ts';
import type { FindingName } from '../findings.ts';
import type { Pod } from '../kubelet/index.ts';
import { refusesLiveness } from '../verdict/index.ts';
import { livenessAllowsMs } from './stage/probes.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage/stage.ts';
import { livingPods, readyPods } from './stage/pods.ts';
import { settled } from './stage/settled.ts';

/**
 * What a healthy program must be allowed, in milliseconds: a full collection of a large heap, a node that swaps or a CPU
 * quota used up by a burst take a second or two.
 */
const SHORT_MS = 2000;

/** Waiting longer than this, in milliseconds, for a liveness probe to act would take most of a rehearsal. */
const LONGEST_MS = 60_000;

/** Without a liveness probe: how long a pod stands still to show that nobody acts, in milliseconds. */
const UNPROBED_MS = 5000;

/** A program whose probes are answered off its event loop takes some time until it calls that stalled, in milliseconds. */
const NOTICED_MS = 20_000;

/** How long the end of a container may take that the kubelet has set out to restart already, in milliseconds. */
const ENDED_MS = 60_000;

/** A way in which a program stands still, and by what names verdicts find that. */
interface Way {
  readonly what: StallKind;
  readonly short: FindingName;
  readonly long: FindingName;
}

const ways: readonly Way[] = [
  { what: 'all threads', short: 'stall-short', long: 'stall-long' },
  { what: 'event loop', short: 'loop-stall-short', long: 'loop-stall-long' },
];

/** A pod stands still, with all its threads or its event loop alone: for a moment, and for longer than liveness allows. */
export const stall: Scenario = {
  name: 'stall',
  title: 'all threads of a pod stand still, or its event loop alone, shortly and for long',
  patterns: [4],
  unsuitable: () => undefined,
  async run(stage) {
    const able = await each(stage, ways, stallShortly);
    // What waited for a pod that stood still shortly is not to meet the long one.
    await stage.load.settled();
    await each(stage, able, stallForLong);
  },
};

/** One pod for each way at the same time where enough are left to serve, else one after another. Gives the ways that went. */
async function each(
  stage: Stage,
  chosen: readonly Way[],
  act: (stage: Stage, way: Way, pod: Pod) => Promise<boolean>,
): Promise<readonly Way[]> {
  await noneBeingEnded(stage);
  const pods = dueFirst(stage);
  const went: Way[] = [];
  const one = async (way: Way, pod = dueFirst(stage)[0]) => {
    if (pod !== undefined && (await act(stage, way, pod))) went.push(way);
  };
  if (pods.length > chosen.length) await Promise.all(chosen.map((way, index) => one(way, pods[index])));
  else
    for (const way of chosen) {
      await one(way);
      await noneBeingEnded(stage);
      await settled(stage);
    }
  await noneBeingEnded(stage);
  await settled(stage);
  return ways.filter((way) => went.includes(way));
}

/** A pod stays ready while a container of it is ended; nothing that is done to it then would show what it leads to. */
async function noneBeingEnded(stage: Stage): Promise<void> {
  await stage.until(() => livingPods(stage).every((pod) => !isBeingEnded(stage, pod)), ENDED_MS);
}

function isBeingEnded({ events }: Stage, { name }: Pod): boolean {
  const last = events.findLast(
    (event) => (event.type === 'container-killed' || event.type === 'container-exited') && event.pod === name,
  );
  return last?.type === 'container-killed';
}

/** The ready pods, the one first whose liveness was asked the longest ago: it will be asked the soonest. */
function dueFirst(stage: Stage): readonly Pod[] {
  const askedAt = ({ name }: Pod) =>
    stage.events.findLast(
      (event) => event.type === 'probe' && event.probe === 'liveness' && event.pod === name,
    )?.at ?? 0;
  return readyPods(stage).toSorted((a, b) => askedAt(a) - askedAt(b));
}

async function stallShortly(stage: Stage, { what, short }: Way, pod: Pod): Promise<boolean> {
  stage.step(`Stopping ${what} of ${pod.name} for ${SHORT_MS / 1000} s.`);
  const stalled = await stage.stall(pod, what, SHORT_MS);
  if (typeof stalled === 'string') return unable(stage, pod, stalled);
  await using _ = stalled;
  await stage.clock.sleep(SHORT_MS, stage.signal);
  stage.measured(short, SHORT_MS, pod.name);
  return true;
}

/**
 * All threads: until the kubelet sets out to end the container. The event loop: until its liveness probe is refused, since what the
 * kubelet makes of that is shown by the other.
 */
async function stallForLong(stage: Stage, { what, long }: Way, pod: Pod): Promise<boolean> {
  const probedMs = livenessAllowsMs(stage);
  const allowedMs = probedMs ?? UNPROBED_MS;
  // That nobody acts without a probe is shown once.
  if (allowedMs > LONGEST_MS || (probedMs === undefined && what === 'event loop')) return false;
  const periodMs = allowedMs / 3;
  const withinMs = allowedMs + periodMs + (what === 'event loop' ? NOTICED_MS : 0);
  stage.step(`Stopping ${what} of ${pod.name} for longer than its liveness probe allows.`);
  const stalled = await stage.stall(pod, what, withinMs);
  if (typeof stalled === 'string') return unable(stage, pod, stalled);
  const from = stage.clock.now();
  const isNoticed = () => stage.events.some((event) => event.at >= from && shows(event, pod, what));
  {
    await using _ = stalled;
    await stage.until(isNoticed, withinMs);
    stage.measured(long, stage.clock.now() - from, pod.name);
  }
  if (what === 'all threads' && isBeingEnded(stage, pod)) endNow(stage, pod);
  return true;
}

function unable(stage: Stage, pod: Pod, why: string): false {
  stage.measured('loop-stall-unable', why, pod.name);
  return false;
}

/** What is left of its grace period, up to half a minute where clients keep idle connections, would show nothing more. */
function endNow(stage: Stage, pod: Pod): void {
  stage.measured('struck', 'SIGKILL', pod.name);
  stage.process(pod)?.signal('SIGKILL');
}

/** Whether the kubelet sets out to end a pod's container, or, of an event loop, its liveness probe is refused. */
function shows(event: RehearsalEvent, { name }: Pod, what: StallKind): boolean {
  if (event.type === 'container-killed') return event.pod === name;
  return what === 'event loop' && refusesLiveness(event, name);
}
