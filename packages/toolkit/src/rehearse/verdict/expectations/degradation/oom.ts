import type { Evidence } from '../../../evidence.ts';
import { fail, notShown, pass, type Expectation, type Finding } from '../../expectation.ts';
import { count, largest, mebibytes } from '../../../figures.ts';
import type { Act } from '../../view.ts';
import { growthOf } from './leak.ts';
import { lateLoad } from '../no-request-lost.ts';

/** Memory pressure, and memory over the whole rehearsal. */
export const oom: readonly Expectation[] = [
  { name: 'oom/no-oom-kill', pattern: 2, judge: noOomKill },
  { name: 'oom/no-leak', pattern: 2, judge: noLeak },
];

/** No container is killed for memory, in the whole rehearsal. */
function noOomKill(act: Act): Finding {
  const { pods, evidence, found } = act;
  const used = containerUse(evidence, pods);
  const killed = [...pods.values()].flatMap((story) =>
    story.runs.flatMap(({ container, exit }) =>
      exit?.reason === 'OOMKilled' ? [{ story, container, at: exit.at }] : [],
    ),
  );
  const [first] = killed;
  if (first !== undefined) {
    const { most = 0, limit } = used.find(({ name }) => name === first.container) ?? {};
    const of = limit === undefined ? '' : ` of ${mebibytes(limit)}`;
    return fail({
      what: `${count(killed.length, 'container')} killed by the kernel for memory, at a limit${of}.`,
      fault: 'oom-killed',
      cause: `what requests hold at once is not bounded: ${mebibytes(most)}${of} was the most that was measured`,
      fix: 'bound bodies and requests in flight, answer 503 with Retry-After above that, and set a soft limit (GOMEMLIMIT, heap size)',
      pod: first.story.name,
      at: first.at,
    });
  }
  const limited = used.flatMap(({ limit, ...one }) => (limit === undefined ? [] : [{ ...one, limit }]));
  if (limited.length === 0) return notShown('The manifest sets no memory limit.');
  const [fullest] = limited
    .filter(({ most }) => most > 0)
    .toSorted((a, b) => b.most / b.limit - a.most / a.limit);
  if (fullest === undefined) return notShown('Memory could not be measured on this machine.');
  const figures = `${mebibytes(fullest.most)} of ${mebibytes(fullest.limit)}`;
  if (limited.some(({ isHeld }) => !isHeld))
    return notShown(`Memory limits do not hold on this machine: at most ${figures} was measured.`);
  const { unsent } = evidence.workload;
  if (unsent !== undefined) return notShown(unsent);
  if (!found('pressed').some(({ value }) => Number(value) > 0))
    return notShown(
      `At most ${figures}, but no large body was sent: no step of the load (\`load.steps\`) has a body that it could be sent in the place of.`,
    );
  if (!found('large-answered').some(({ value }) => Number(value) > 0))
    return notShown(
      `At most ${figures}, but no large body was answered: none may have got as far as the program.`,
    );
  const late = lateLoad(act);
  if (late !== undefined)
    return notShown(
      `At most ${figures}, but ${late}: it may not have pressed the program as it was meant to.`,
    );
  return pass(`At most ${figures} under pressure.`);
}

/** What each main container used at most, of what limit, and whether the kernel held it to that. */
function containerUse({ usage, workload }: Evidence, pods: Act['pods']) {
  const byContainer = Map.groupBy(
    usage.filter(({ pod }) => pods.has(pod)),
    ({ container }) => container,
  );
  return workload.containers
    .filter(({ role }) => role === 'main')
    .map(({ name, memoryLimitBytes: limit }) => {
      const samples = byContainer.get(name) ?? [];
      return {
        name,
        limit,
        most: largest(samples.map(({ memoryBytes }) => memoryBytes)),
        // Throttling is told by a cgroup of its own, as limits are.
        isHeld: samples.every(({ throttledMs }) => throttledMs !== undefined),
      };
    });
}

function noLeak(act: Act): Finding {
  const growth = growthOf(act);
  if (growth === 'too short')
    return notShown('No pod lived long enough under steady load to tell growth from warming up.');
  const { unsent } = act.evidence.workload;
  if (unsent !== undefined && growth?.isLeak !== true) return notShown(unsent);
  if (growth === undefined) return pass('Memory did not grow without a pause under steady load.');
  const { pod, container, fromBytes, toBytes, forMs, bytesPerSecond, isLeak } = growth;
  const isOneOfSeveral = act.evidence.workload.containers.filter(({ role }) => role === 'main').length > 1;
  const grew = `The memory of ${isOneOfSeveral ? `${container} in ` : ''}${pod} grew from ${mebibytes(fromBytes)} to ${mebibytes(toBytes)} in ${Math.round(forMs / 1000)} s of steady load, without a pause`;
  const more = `${mebibytes(bytesPerSecond * 60)} a minute more at a steady number of requests`;
  const fix =
    'compare two heap snapshots (or pprof profiles) some minutes apart; look for maps and listeners that only grow';
  if (!isLeak)
    return notShown(
      `${grew}: too little to tell a leak from a heap that settles. It would be ${more}.`,
      `watch it for some minutes under load; if it goes on, ${fix}`,
    );
  return fail({
    what: `${grew}.`,
    fault: 'leak',
    cause: `${more}: something is kept for each of them`,
    fix,
    pod,
  });
}
