import type { Evidence } from '../../evidence.ts';
import type { ContainerRun, PodStory } from '../pods/index.ts';
import { linesOf } from './lines-of.ts';

/** Our runtime's event for what a deadline of its stop broke off. */
const EVENT = 'drain.aborted';

/** What a run of a pod's container says that its stop broke off, such as `worker mail, 26.2 s`; of our runtime alone, and by its log. */
export function brokenOff(story: PodStory, run: ContainerRun, logs: Evidence['logs']): readonly string[] {
  return linesOf(logs, story, run).flatMap(({ text }) => (text.includes(EVENT) ? whatIn(text) : []));
}

function whatIn(text: string): readonly string[] {
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line !== 'object' || line === null) return [];
    // The second is Elastic's name of it.
    const { event, 'event.action': action, what } = line as Readonly<Record<string, unknown>>;
    return (event ?? action) === EVENT && Array.isArray(what) ? what.map(String) : [];
  } catch {
    // Of another program, or for people.
    return [];
  }
}
