import type { Failure } from '../expectation.ts';
import type { PodStory } from '../pods/index.ts';

/** Why a pod is not ready, by its last failed probe or by what the kubelet refuses. */
export function whyUnready(story: PodStory): Pick<Failure, 'cause' | 'fix'> {
  const waiting = story.of('container-waiting').at(-1);
  if (waiting !== undefined && story.runs.length === 0)
    return {
      cause: `its container was not started, ${waiting.reason}: ${waiting.message ?? 'no message'}`,
      fix: 'mend what the kubelet refuses in the manifest',
    };
  const probe = story.of('probe').findLast(({ outcome }) => outcome !== 'success');
  const fix = 'compare what the readiness probe asks with what the program listens on and answers';
  if (probe === undefined) return { cause: 'no probe was answered', fix };
  const cause = `its ${probe.probe} probe fails: ${probe.message}`;
  if (!probe.message.includes('ECONNREFUSED')) return { cause, fix };
  const { ports, hidden } = listenedOn(story, probe.at);
  if (ports.length > 0) return { cause: `${cause}; the program listens on ${named(ports)}`, fix };
  if (hidden.length === 0) return { cause: `${cause}; the program listens on no port`, fix };
  return {
    cause: `${cause}; the program listens on ${named(hidden)} at localhost alone, where nobody outside of the pod reaches it`,
    fix: 'listen on all addresses (0.0.0.0 or ::) in place of localhost',
  };
}

/** The ports that were listened on at a time: those that are reached, and those at localhost alone. */
function listenedOn(story: PodStory, at: number): { ports: number[]; hidden: number[] } {
  const ports = new Set<number>();
  for (const event of story.of('port'))
    if (event.at <= at) {
      if (event.listening) ports.add(event.port);
      else ports.delete(event.port);
    }
  const hidden = new Set(story.of('loopback-port').flatMap((event) => (event.at <= at ? [event.port] : [])));
  return { ports: [...ports], hidden: [...hidden] };
}

function named(ports: readonly number[]): string {
  return `port${ports.length === 1 ? '' : 's'} ${ports.join(', ')}`;
}
