import { fail, notShown, pass, type Expectation, type Finding } from '../expectation.ts';
import { count, largest, mebibytes } from '../figures.ts';
import type { Act } from '../view.ts';
import { leakOf } from './leak.ts';

/** Memory pressure, and memory over the whole rehearsal. */
export const oom: readonly Expectation[] = [
  { name: 'oom/no-oom-kill', pattern: 2, judge: noOomKill },
  { name: 'oom/no-leak', pattern: 2, judge: noLeak },
];

/** No container is killed for memory, in the whole rehearsal. */
function noOomKill({ pods, evidence }: Act): Finding {
  const limit = evidence.workload.containers.find(
    ({ role, memoryLimitBytes }) => role === 'main' && memoryLimitBytes !== undefined,
  )?.memoryLimitBytes;
  const killed = [...pods.values()].flatMap((story) =>
    story.runs.flatMap(({ exit }) => (exit?.reason === 'OOMKilled' ? [{ story, at: exit.at }] : [])),
  );
  const most = largest(evidence.usage.map(({ memoryBytes }) => memoryBytes));
  const of = limit === undefined ? '' : ` of ${mebibytes(limit)}`;
  const [first] = killed;
  if (first !== undefined)
    return fail({
      what: `${count(killed.length, 'container')} killed by the kernel for memory, at a limit${of}.`,
      fault: 'oom-killed',
      cause: `what requests hold at once is not bounded: ${mebibytes(most)}${of} was the most that was measured`,
      fix: 'bound bodies and requests in flight, answer 503 with Retry-After above that, and set a soft limit (GOMEMLIMIT, heap size)',
      pod: first.story.name,
      at: first.at,
    });
  if (limit === undefined) return notShown('The manifest sets no memory limit.');
  if (evidence.usage.length === 0) return notShown('Memory could not be measured on this machine.');
  return pass(`At most ${mebibytes(most)}${of} under pressure.`);
}

function noLeak(act: Act): Finding {
  const leaks = leakOf(act);
  if (leaks === 'too short')
    return notShown('No pod lived long enough under steady load to tell growth from warming up.');
  const [worst] = leaks;
  if (worst === undefined) return pass('Memory did not grow under steady load.');
  return fail({
    what: `The memory of ${worst.pod} grew from ${mebibytes(worst.fromBytes)} to ${mebibytes(worst.toBytes)} in ${Math.round(worst.forMs / 1000)} s of steady load, without a pause.`,
    fault: 'leak',
    cause: `${mebibytes(worst.bytesPerSecond * 60)} a minute more at a steady number of requests: something is kept for each of them`,
    fix: 'compare two heap snapshots (or pprof profiles) some minutes apart; look for maps and listeners that only grow',
    pod: worst.pod,
  });
}
