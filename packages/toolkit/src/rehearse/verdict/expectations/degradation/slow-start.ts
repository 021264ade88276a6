import { notShown, pass, fail, type Expectation, type Finding } from '../../expectation.ts';
import { seconds } from '../../../figures.ts';
import { podAt } from '../../pods/index.ts';
import type { Act } from '../../view.ts';
import { killedWhileBusy, probeKills } from '../probe-kills.ts';
import { noRequestLost } from '../no-request-lost.ts';

/** A new pod starts with hardly any CPU. */
export const slowStart: readonly Expectation[] = [
  { name: 'slow-start/not-killed', pattern: 4, judge: notKilled },
  { name: 'slow-start/no-request-lost', pattern: 4, judge: noTrafficBeforeReady },
];

function notKilled(act: Act): Finding {
  const squeezed = squeezedPod(act);
  if (squeezed === undefined) return notShown('The CPU of the new pod could not be limited on this machine.');
  const { pod, milli, at } = squeezed;
  const kills = probeKills(act).filter(({ story }) => story.name === pod);
  if (kills.length > 0) return killedWhileBusy(kills, `at a start under a CPU limit of ${milli}m`, act);
  const ready = podAt(act.pods, pod, at)
    ?.of('pod-ready')
    .find((event) => event.ready);
  if (ready !== undefined)
    return pass(
      `Ready ${seconds(ready.at - at)} after its start under a CPU limit of ${milli}m, without a restart.`,
    );
  return fail({
    what: `With a CPU limit of ${milli}m the new pod was not ready ${seconds(act.run.endedAt - at)} after its start.`,
    fault: 'never-ready',
    cause: 'its start takes so much CPU that no probe passed in time',
    fix: 'do less at the start: bundle, load lazily, and leave migrations to an init container',
    pod,
    at,
  });
}

/** What is lost to other pods counts too: the new one must take nothing away from them. */
function noTrafficBeforeReady(act: Act): readonly Finding[] {
  if (squeezedPod(act) === undefined)
    return [notShown('The CPU of the new pod could not be limited on this machine.')];
  return noRequestLost(act);
}

function squeezedPod({ found }: Act): { pod: string; milli: number; at: number } | undefined {
  const [first] = found('squeezed');
  if (first?.pod === undefined || first.value === 0) return undefined;
  return { pod: first.pod, milli: Number(first.value), at: first.at };
}
