import { notShown, pass, type Expectation, type Finding } from '../../expectation.ts';
import type { Act } from '../../view.ts';
import { killedWhileBusy, probeKills } from '../probe-kills.ts';
import { noRequestLost } from '../no-request-lost.ts';

const unable = notShown('The CPU of the pods could not be limited on this machine.');

/** Every pod gets a fraction of its CPU for some seconds: slower, and nothing worse. */
export const cpuSqueeze: readonly Expectation[] = [
  { name: 'cpu-squeeze/not-killed', pattern: 7, judge: notKilled },
  {
    name: 'cpu-squeeze/no-request-lost',
    pattern: 7,
    judge: (act) => (squeeze(act) === undefined ? unable : noRequestLost(act)),
  },
];

function notKilled(act: Act): Finding {
  const milli = squeeze(act);
  if (milli === undefined) return unable;
  const kills = probeKills(act);
  return kills.length > 0
    ? killedWhileBusy(kills, `under a CPU limit of ${milli}m`, act)
    : pass(`With a CPU limit of ${milli}m for each pod no container was restarted.`);
}

function squeeze({ found }: Act): number | undefined {
  const done = found('squeezed').find(({ value }) => value !== 0);
  return done === undefined ? undefined : Number(done.value);
}
