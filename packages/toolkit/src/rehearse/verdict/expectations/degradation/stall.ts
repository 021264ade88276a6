import type { RehearsalEvent, StallKind } from '../../../events.ts';
import type { FindingName } from '../../../findings.ts';
import { fail, notShown, pass, type Expectation, type Finding } from '../../expectation.ts';
import { largest, seconds } from '../../../figures.ts';
import type { Act } from '../../view.ts';
import { allProbeKills, killedWhileBusy, probeKills, type ProbeKill } from '../probe-kills.ts';

/** How a pod stood still, and by what names that is found. */
interface Way {
  readonly what: StallKind;
  /** What stood still, in words. */
  readonly part: string;
  /** The same of one pod, in words. */
  readonly own: string;
  readonly short: FindingName;
  readonly long: FindingName;
}

const threads: Way = {
  what: 'all threads',
  part: 'all threads',
  own: 'all its threads',
  short: 'stall-short',
  long: 'stall-long',
};
const loop: Way = {
  what: 'event loop',
  part: 'the event loop',
  own: 'its event loop',
  short: 'loop-stall-short',
  long: 'loop-stall-long',
};

/** A pod stands still, with all its threads or its event loop alone: for a moment, and for longer than liveness allows. */
export const stall: readonly Expectation[] = [
  { name: 'stall/short-stall-survived', pattern: 4, judge: (act) => shortSurvived(act, threads) },
  { name: 'stall/long-stall-restarted', pattern: 4, judge: (act) => longRestarted(act, threads) },
  { name: 'stall/short-loop-stall-survived', pattern: 4, judge: (act) => shortSurvived(act, loop) },
  { name: 'stall/long-loop-stall-noticed', pattern: 4, judge: (act) => longRestarted(act, loop) },
];

/**
 * A loop that is let run for less than this part of the time stands still by the quota or the machine too, which is no reason to
 * restart a program (kubernetes #67577).
 */
const RAN_PART = 0.6;

function shortSurvived(act: Act, way: Way): Finding {
  const [short] = act.found(way.short);
  if (short === undefined)
    return notShown(missing(act, way) ?? `No pod had ${way.own} stopped for a moment.`);
  const from = short.at - Number(short.value);
  if (killBefore(act, short.pod, from) !== undefined)
    return notShown('The pod was being restarted already when it was to stand still.');
  const until = longBegan(act, way, short.pod);
  const kills = probeKills(act).filter(
    ({ story, run }) => story.name === short.pod && run.killed.at >= from && run.killed.at < until,
  );
  const text = `${seconds(Number(short.value))} of ${way.part}`;
  return kills.length > 0
    ? killedWhileBusy(kills, `after a stall of ${text}`, act)
    : pass(`A stall of ${text} led to no restart.`);
}

/** When pods were first stopped for long in that way, or the pod in any: few pods have both done to them. */
function longBegan(act: Act, way: Way, pod: string | undefined): number {
  const own = act.found(way.long);
  const others = [threads, loop].flatMap(({ long }) => act.found(long)).filter((long) => long.pod === pod);
  return Math.min(...[...own, ...others].map(({ at, value }) => at - Number(value)));
}

function longRestarted(act: Act, way: Way): Finding {
  const [long] = act.found(way.long);
  if (long === undefined)
    return notShown(
      missing(act, way) ?? `No pod had ${way.own} stopped for longer than its liveness probe allows.`,
    );
  const ms = Number(long.value);
  const from = long.at - ms;
  if (killBefore(act, long.pod, from) !== undefined)
    return notShown('The pod was being restarted already when it was to stand still for long.');
  const kill = probeKills(act).find(({ story, run }) => story.name === long.pod && run.killed.at >= from);
  if (kill !== undefined)
    return pass(
      `The kubelet set out to restart it ${seconds(kill.run.killed.at - from)} after ${way.own} stopped.`,
    );
  const failed = way.what === 'event loop' ? livenessFailure(act, long.pod, from) : undefined;
  if (failed !== undefined)
    return pass(
      `Its liveness probe failed ${seconds(failed - from)} after ${way.own} stopped; from there on the kubelet acts as in any stall.`,
    );
  const ranMs = way.what === 'event loop' ? cpuBetween(act, long.pod, from, long.at) : ms;
  if (ranMs < ms * RAN_PART)
    return notShown(
      `The loop that stopped the event loop for ${seconds(ms)} was let run for ${seconds(ranMs)} of it: a program may tell that from a stall.`,
    );
  const hasProbe = act.evidence.workload.containers.some(
    ({ role, probes }) => role === 'main' && probes.liveness !== undefined,
  );
  return fail({
    what: `A pod was not restarted though ${way.own} stood still for ${seconds(ms)}.`,
    fault: 'no-liveness-for-stall',
    cause: hasProbe
      ? 'the liveness probe passed all the while: what answers it is not what stalled, and does not watch it'
      : 'without a liveness probe a program that hangs hangs for ever',
    fix: hasProbe
      ? 'let liveness ask what does the work, or watch that from the thread that answers'
      : 'add a liveness probe that says whether the process makes progress',
    pod: long.pod,
    at: long.at,
  });
}

/** A kill by a probe that was under way at a moment. */
function killBefore(act: Act, pod: string | undefined, at: number): ProbeKill | undefined {
  return allProbeKills(act).find(
    ({ story, run }) => story.name === pod && run.killed.at < at && (run.exit?.at ?? Infinity) >= at,
  );
}

/** When the liveness probe of a pod was first answered by a failure after a moment. */
function livenessFailure({ evidence }: Act, pod: string | undefined, from: number): number | undefined {
  return evidence.events.find((event) => event.at >= from && refusesLiveness(event, pod))?.at;
}

/**
 * Whether the liveness probe of a pod was answered, by a failure. One that is not answered in time may be chance on a busy machine:
 * that takes the kubelet's own threshold.
 */
export function refusesLiveness(event: RehearsalEvent, pod: string | undefined): boolean {
  return (
    event.type === 'probe' &&
    event.probe === 'liveness' &&
    event.outcome === 'failure' &&
    event.pod === pod &&
    / answered \d{3}$/.test(event.message)
  );
}

/** The CPU time that a pod used, in milliseconds; where it was not sampled, all that there was. */
function cpuBetween({ evidence }: Act, pod: string | undefined, from: number, to: number): number {
  const own = evidence.usage.filter((sample) => sample.pod === pod && sample.at >= from && sample.at <= to);
  if (own.length < 2) return to - from;
  const byContainer = Map.groupBy(own, ({ container }) => container);
  return largest(
    [...byContainer.values()].map((samples) => (samples.at(-1)?.cpuMs ?? 0) - (samples[0]?.cpuMs ?? 0)),
  );
}

/** Why nothing of this kind was brought about, where that is known. */
function missing(act: Act, { what }: Way): string | undefined {
  const [unable] = what === 'event loop' ? act.found('loop-stall-unable') : [];
  return (
    unable && `The event loop of ${unable.pod ?? 'a pod'} could not be stopped by itself: ${unable.value}.`
  );
}
