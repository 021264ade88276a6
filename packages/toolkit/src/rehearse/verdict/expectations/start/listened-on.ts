import type { PodStory } from '../../pods/index.ts';
import type { Words } from '../../words/index.ts';

/** The ports of a pod that were listened on at a time: those that are reached, and those at localhost alone. */
export function listenedOn(story: PodStory, at: number): { ports: number[]; hidden: number[] } {
  const ports = new Set<number>();
  for (const event of story.of('port'))
    if (event.at <= at) {
      if (event.listening) ports.add(event.port);
      else ports.delete(event.port);
    }
  const hidden = new Set(story.of('loopback-port').flatMap((event) => (event.at <= at ? [event.port] : [])));
  return { ports: [...ports], hidden: [...hidden] };
}

/** In words: these ports are listened on at localhost alone. */
export function atLocalhostAlone(ports: readonly number[]): Words {
  return {
    cause: `the program listens on ${portWords(ports)} at localhost alone, where nobody outside of the pod reaches it`,
    fix: 'listen on all addresses (0.0.0.0 or ::) in place of localhost',
  };
}

/** Such as `ports 3000, 9090`. */
export function portWords(ports: readonly number[]): string {
  return `port${ports.length === 1 ? '' : 's'} ${ports.join(', ')}`;
}
