import type { Failure } from '../expectation.ts';
import type { EventOf, PodStory } from '../pods/index.ts';
import { atLocalhostAlone, listenedOn, portWords } from './listened-on.ts';

/** Why a pod is not ready, by its last failed probe or by what the kubelet refuses. */
export function whyUnready(story: PodStory): Pick<Failure, 'cause' | 'fix'> {
  const waiting = story.of('container-waiting').at(-1);
  if (waiting !== undefined && story.runs.length === 0)
    return {
      cause: `its container was not started, ${waiting.reason}: ${waiting.message ?? 'no message'}`,
      fix: 'mend what the kubelet refuses in the manifest',
    };
  const probe = story.of('probe').findLast(({ outcome }) => outcome !== 'success');
  return probe === undefined
    ? { cause: 'no probe was answered', fix: fixOf('readiness') }
    : whyProbeFails(story, probe);
}

/** Why a probe failed, by what it was answered and where the program listened at that time. */
export function whyProbeFails(
  story: PodStory,
  { at, probe, message }: EventOf<'probe'>,
): Pick<Failure, 'cause' | 'fix'> {
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
