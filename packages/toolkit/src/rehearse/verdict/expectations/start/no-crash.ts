import { fail, pass, type Finding } from '../../expectation.ts';
import { count, mebibytes } from '../../../figures.ts';
import { readyAt, type EndedRun, type PodStory } from '../../pods/index.ts';
import type { Act } from '../../view.ts';
import { isCalm } from './is-calm.ts';
import { lastLines, lastWords } from '../../log/last-words.ts';

/** What began before a Job had ended may look for what that brings, and exit, this much later, in milliseconds. */
const NOTICED_MS = 5000;

/** No container exits by itself in calm times, and the kernel kills none for memory. */
export function noCrash(act: Act): Finding | readonly Finding[] {
  const failures = [crash(act), oomKill(act)].filter((found) => found !== undefined);
  return failures.length > 0 ? failures : pass('No container exited by itself in calm times.');
}

function crash(act: Act): Finding | undefined {
  const jobsEndedAt = endOfJobs(act);
  const isWait = ({ startedAt, exit }: EndedRun) =>
    startedAt <= jobsEndedAt && exit.at <= jobsEndedAt + NOTICED_MS;
  for (const story of act.pods.values()) {
    const ends = ownEnds(story, act).filter((end) => end.exit.reason !== 'OOMKilled' && !isWait(end));
    const [first] = ends;
    if (first === undefined) continue;
    const isLoop = story
      .of('container-waiting')
      .some(({ at, reason }) => reason === 'CrashLoopBackOff' && at >= first.exit.at && isCalm(act, at));
    const lost = lostTo('crashed', act);
    return fail({
      what: `The container of ${story.name} exited by itself ${count(ends.length, 'time')}, first with code ${first.exit.exitCode}${lost === 0 ? '' : `; ${count(lost, 'request')} lost to such exits`}.`,
      fault: isLoop ? 'crash-loop' : 'crashed',
      cause: lastWords(story, first, act.evidence.logs),
      output: lastLines(story, first, act.evidence.logs),
      fix:
        (readyAt(story) ?? Infinity) < first.exit.at
          ? 'read the last lines of its log; let an error that is met while it serves cost one request, and not the program'
          : 'read the last lines of its log; run the same command with the same environment by hand',
      pod: story.name,
      at: first.exit.at,
    });
  }
  return undefined;
}

/** Told here where the scenario that is about memory was not run. */
function oomKill(act: Act): Finding | undefined {
  const { scenarios, workload } = act.evidence;
  if (scenarios.some(({ name, skipped }) => name === 'oom' && skipped === undefined)) return undefined;
  for (const story of act.pods.values()) {
    const ends = ownEnds(story, act).filter(({ exit }) => exit.reason === 'OOMKilled');
    const [first] = ends;
    if (first === undefined) continue;
    const limit = workload.containers.find(({ name }) => name === first.container)?.memoryLimitBytes;
    return fail({
      what: `The kernel killed the container of ${story.name} for memory ${count(ends.length, 'time')}; ${count(lostTo('oom-killed', act), 'request')} lost to such kills.`,
      fault: 'oom-killed',
      cause: `in calm times it takes more than its limit${limit === undefined ? '' : ` of ${mebibytes(limit)}`}`,
      fix: 'raise the limit, or bound what the program holds: a soft limit below the hard one (GOMEMLIMIT, heap size), fewer requests at once; the scenario `oom` shows more',
      pod: story.name,
      at: first.exit.at,
    });
  }
  return undefined;
}

/**
 * When the last Job ended, in the clock's milliseconds: one that runs beside the pods may bring what they wait for, and to exit until then,
 * and be started again, is a way of waiting. -Infinity: there was none.
 */
function endOfJobs({ evidence: { events } }: Act): number {
  const pods = new Set(
    events.flatMap((event) => (event.type === 'pod-created' && event.revision === 0 ? [event.pod] : [])),
  );
  return (
    events.findLast((event) => event.type === 'container-exited' && pods.has(event.pod))?.at ?? -Infinity
  );
}

/** The runs that ended in calm times, and that the kubelet had not set out to end. */
function ownEnds({ runs }: PodStory, act: Act): readonly EndedRun[] {
  return runs.filter(
    (run): run is EndedRun => run.exit !== undefined && run.killed === undefined && isCalm(act, run.exit.at),
  );
}

function lostTo(fault: 'crashed' | 'oom-killed', act: Act): number {
  return act.losses.filter(({ cause, request }) => cause === fault && isCalm(act, request.endedAt)).length;
}
