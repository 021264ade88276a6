import { fail, type Finding } from '../expectation.ts';
import { count, seconds } from '../../figures.ts';
import { isByProbe, outageBehind } from '../loss/index.ts';
import { outages, type ContainerRun, type PodStory } from '../pods/index.ts';
import type { Act } from '../view.ts';

/** A container that the kubelet ended because a liveness or startup probe failed. */
export interface ProbeKill {
  readonly story: PodStory;
  readonly run: ContainerRun & { readonly killed: NonNullable<ContainerRun['killed']> };
}

/** Those of the scenario. */
export function probeKills(act: Act): readonly ProbeKill[] {
  return allProbeKills(act).filter(({ run }) => act.isIn(run.killed.at));
}

/** Those of the whole rehearsal. */
export function allProbeKills({ pods }: Act): readonly ProbeKill[] {
  return [...pods.values()].flatMap((story) =>
    story.runs.flatMap((run) => (isKill(run) ? [{ story, run }] : [])),
  );
}

/** A failure for containers that were restarted while they were merely busy, as `during` says. */
export function killedWhileBusy(kills: readonly ProbeKill[], during: string, act: Act): Finding {
  const [first] = kills;
  const facts = act.evidence.workload.containers.find(({ name }) => name === first?.run.container);
  const kind = first?.run.killed.reason.startsWith('startup') === true ? 'startup' : 'liveness';
  const probe = facts?.probes[kind];
  const allows =
    probe === undefined
      ? ''
      : `: it allows ${seconds(probe.periodSeconds * probe.failureThreshold * 1000)} (${probe.failureThreshold} failures, one every ${probe.periodSeconds} s, of ${probe.timeoutSeconds} s each)`;
  return fail({
    what: `The kubelet restarted ${count(kills.length, 'container')} ${during}.`,
    fault: 'liveness-kills-busy',
    cause: `the ${kind} probe failed while the program was only slow${allows}`,
    fix:
      kind === 'startup'
        ? 'give the startup probe more failures: a start with little CPU takes several times as long'
        : 'answer liveness off the busy thread, raise timeoutSeconds and failureThreshold, and cover the start by a startup probe',
    pod: first?.story.name,
    at: first?.run.killed.at,
  });
}

/** The outage that a kill followed from. */
export function outageOf({ story, run }: ProbeKill, { evidence }: Act) {
  return outageBehind(story, run, outages(evidence.events));
}

function isKill(run: ContainerRun): run is ProbeKill['run'] {
  return run.killed !== undefined && isByProbe(run.killed.reason);
}
