import type { Evidence } from '../../../evidence.ts';
import { count } from '../../../figures.ts';
import { runsOf, type EventOf, type PodStory } from '../../pods/index.ts';
import type { Words } from '../../words/index.ts';
import { lastLines, lastWords } from '../../log/last-words.ts';
import { atLocalhostAlone, listenedOn, portWords } from './listened-on.ts';

/** Why a pod is not ready: by its last failed probe, its postStart, an init container that fails, or what the kubelet refuses. */
export function whyUnready(story: PodStory, logs: Evidence['logs']): Words {
  const waiting = story.of('container-waiting').at(-1);
  if (waiting !== undefined && story.runs.length === 0)
    return (
      whyBefore(story, waiting.container, logs) ?? {
        cause: `its container was not started, ${waiting.reason}: ${waiting.message ?? 'no message'}`,
        fix: 'mend what the kubelet refuses in the manifest',
      }
    );
  const hook = whyNotStarted(story, logs);
  if (hook !== undefined) return hook;
  const probe = story.of('probe').findLast(({ outcome }) => outcome !== 'success');
  return probe === undefined
    ? {
        cause: 'no probe was answered',
        fix: fixOf('readiness'),
        output: lastLines(story, story.runs.at(-1), logs),
      }
    : { ...whyProbeFails(story, probe), output: linesOfContainer(story, probe.container, logs) };
}

/** What the last run of one of a pod's containers wrote last: of several, each has its own log. */
function linesOfContainer(
  story: PodStory,
  container: string,
  logs: Evidence['logs'],
): readonly string[] | undefined {
  return lastLines(story, runsOf(story.events, new Set([container])).at(-1), logs);
}

/** A postStart that fails has its container killed; one that goes on holds up every probe, and the containers that follow. */
function whyNotStarted(story: PodStory, logs: Evidence['logs']): Words | undefined {
  const begun = story.of('hook-started').findLast(({ hook }) => hook === 'postStart');
  if (begun === undefined) return undefined;
  const ended = story
    .of('hook-ended')
    .findLast(
      ({ hook, container, at }) => hook === 'postStart' && container === begun.container && at >= begun.at,
    );
  const output = linesOfContainer(story, begun.container, logs);
  if (ended === undefined)
    return {
      cause: `postStart of its container ${begun.container} does not end: until then no probe is asked`,
      fix: 'have postStart end soon; what it leaves in the background has to have its output redirected, such as to /dev/null',
      output,
    };
  const run = runsOf(story.events, new Set([begun.container])).findLast(
    ({ startedAt }) => startedAt <= begun.at,
  );
  // One that ends by itself meanwhile has its hook fail.
  if (ended.outcome === 'success' || (run?.exit !== undefined && run.killed === undefined)) return undefined;
  return {
    cause: `postStart of its container ${begun.container} fails, which has the container killed: ${ended.message ?? 'no message'}`,
    fix: 'mend what postStart does; a program that it asks may not listen yet',
    output,
  };
}

/** Why a container that comes before the program's holds it up: it ends instead of succeeding, or of running on. */
function whyBefore(story: PodStory, container: string, logs: Evidence['logs']): Words | undefined {
  const ended = runsOf(story.events, new Set([container])).filter(({ exit }) => exit !== undefined);
  const last = ended.at(-1);
  if (last === undefined) return undefined;
  const ends = `exited ${count(ended.length, 'time')}, last with code ${last.exit?.exitCode}`;
  return {
    cause: `the program was not started: ${container}, which comes before it, ${ends}; ${lastWords(story, last, logs)}`,
    fix: `read the last lines of its log; run the command of ${container} with the same environment by hand`,
    output: lastLines(story, last, logs),
  };
}

/** Why a probe failed, by what it was answered and where the program listened at that time. */
export function whyProbeFails(story: PodStory, { at, probe, message }: EventOf<'probe'>): Words {
  const cause = `its ${probe} probe fails: ${message}`;
  const fix = fixOf(probe);
  if (!message.includes('ECONNREFUSED')) return { cause, fix };
  const { ports, hidden } = listenedOn(story, at);
  if (ports.length > 0) return { cause: `${cause}; the program listens on ${portWords(ports)}`, fix };
  if (hidden.length === 0) return { cause: `${cause}; the program listens on no port`, fix };
  const localhost = atLocalhostAlone(hidden);
  return { ...localhost, cause: `${cause}; ${localhost.cause}` };
}

function fixOf(probe: EventOf<'probe'>['probe']): string {
  return `compare what the ${probe} probe asks with what the program listens on and answers`;
}
