import { fail, notShown, pass, type Expectation, type Finding } from '../expectation.ts';
import { seconds } from '../figures.ts';
import type { Act } from '../view.ts';
import { killedWhileBusy, probeKills } from './liveness.ts';

/** All threads of a pod stand still: for a moment, and for longer than liveness allows. */
export const stall: readonly Expectation[] = [
  { name: 'stall/short-stall-survived', pattern: 4, judge: shortSurvived },
  { name: 'stall/long-stall-restarted', pattern: 4, judge: longRestarted },
];

function shortSurvived(act: Act): Finding {
  const [short] = act.found('stall-short');
  if (short === undefined) return notShown('No pod was paused shortly.');
  const [long] = act.found('stall-long');
  const until = long === undefined ? Infinity : long.at - Number(long.value);
  const kills = probeKills(act).filter(({ story, run }) => story.name === short.pod && run.killed.at < until);
  const text = seconds(Number(short.value));
  return kills.length > 0
    ? killedWhileBusy(kills, `after a stall of ${text}`, act)
    : pass(`A stall of ${text} led to no restart.`);
}

function longRestarted(act: Act): Finding {
  const [long] = act.found('stall-long');
  if (long === undefined) return notShown('No pod was paused for longer than its liveness probe allows.');
  const ms = Number(long.value);
  const from = long.at - ms;
  const kill = probeKills(act).find(
    ({ story, run }) => story.name === long.pod && (run.exit?.at ?? Infinity) >= from,
  );
  if (kill !== undefined && kill.run.killed.at < from)
    return notShown('The pod was being restarted already when it was to be paused for long.');
  if (kill !== undefined)
    return pass(
      `The kubelet set out to restart it ${seconds(kill.run.killed.at - from)} after the stall began.`,
    );
  const hasProbe = act.evidence.workload.containers.some(
    ({ role, probes }) => role === 'main' && probes.liveness !== undefined,
  );
  return fail({
    what: `A pod whose threads all stood still for ${seconds(ms)} was not restarted.`,
    fault: 'no-liveness-for-stall',
    cause: hasProbe
      ? 'the liveness probe passed all the while: what answers it is not the program that stalled'
      : 'without a liveness probe a program that hangs hangs for ever',
    fix: hasProbe
      ? 'let liveness ask the process itself, by way of what does the work'
      : 'add a liveness probe that says whether the process makes progress',
    ...(long.pod !== undefined && { pod: long.pod }),
    at: long.at,
  });
}
