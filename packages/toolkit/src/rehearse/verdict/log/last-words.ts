import type { Evidence } from '../../evidence.ts';
import { namesError } from './names-error.ts';
import type { ContainerRun, PodStory } from '../pods/index.ts';
import { readableLinesOf } from './lines-of.ts';

/** What a run of a pod's container said last before it exited: its last line that names an error, or else its last one. */
export function lastWords(story: PodStory, run: ContainerRun, logs: Evidence['logs']): string {
  const own = readableLinesOf(logs, story, run);
  const line = own.findLast(({ text }) => namesError(text)) ?? own.at(-1);
  if (line === undefined) return 'it wrote nothing before it exited';
  return `it wrote: ${line.text.trim().slice(0, 300)}`;
}
