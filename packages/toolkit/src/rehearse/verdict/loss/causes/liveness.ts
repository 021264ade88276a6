import type { ContainerRun, Interval, PodStory } from '../../pods/index.ts';

/** Why the kubelet ended a container by its own decision; undefined where it did not. */
export function livenessCause(
  story: PodStory,
  run: ContainerRun,
  outages: readonly Interval[],
): 'liveness-depends-on-dependency' | 'liveness-kills-busy' | undefined {
  const { killed } = run;
  if (killed === undefined || !isByProbe(killed.reason)) return undefined;
  return outageBehind(story, run, outages) === undefined
    ? 'liveness-kills-busy'
    : 'liveness-depends-on-dependency';
}

/** Whether a liveness or startup probe is the reason, as the kubelet words it. */
export function isByProbe(reason: string): boolean {
  return reason.startsWith('liveness') || reason.startsWith('startup');
}

/** The outage during which the liveness probes of a run began to fail. */
export function outageBehind<Outage extends Interval>(
  story: PodStory,
  { startedAt, killed }: ContainerRun,
  outages: readonly Outage[],
): Outage | undefined {
  const failures = story
    .of('probe')
    .filter(
      ({ at, probe, outcome }) =>
        probe === 'liveness' && outcome === 'failure' && at >= startedAt && at <= (killed?.at ?? Infinity),
    );
  return outages.find(({ from, to }) =>
    failures.some((failure) => failure.at >= from && failure.startedAt <= to),
  );
}
