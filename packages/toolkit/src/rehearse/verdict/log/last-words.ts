import type { Evidence } from '../../evidence.ts';
import { LastOutput } from './last-output.ts';
import { namesError } from './names-error.ts';
import type { ContainerRun, PodStory } from '../pods/index.ts';
import { readableLinesOf } from './lines-of.ts';

/** A verdict stands beside others: of each so many lines, and so many characters of a line. */
const BOUNDS = { first: 6, last: 4 };
const LONGEST = 300;

/** How Node begins an object that refers to itself, as errors of connections do. */
const selfReference = /^<ref \*\d+> /;

/** What a run of a pod's container said last before it exited: its last line that names an error, or else its last one. */
export function lastWords(story: PodStory, run: ContainerRun, logs: Evidence['logs']): string {
  const own = readableLinesOf(logs, story, run);
  const line = own.findLast(({ text }) => namesError(text)) ?? own.at(-1);
  if (line === undefined) return 'it wrote nothing before it exited';
  return `it wrote: ${line.text.trim().replace(selfReference, '').slice(0, LONGEST)}`;
}

/**
 * The last lines that a run of a pod's container wrote, for whoever reads a verdict and has no log of the rehearsal: where an error was
 * named before them, from there on. Undefined where it wrote nothing, and where there was no run.
 */
export function lastLines(
  story: PodStory,
  run: ContainerRun | undefined,
  logs: Evidence['logs'],
): readonly string[] | undefined {
  if (run === undefined) return undefined;
  const output = new LastOutput(BOUNDS);
  for (const { text } of readableLinesOf(logs, story, run)) output.add(text);
  const lines = output.lines().map((line) => (line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line));
  return lines.length === 0 ? undefined : lines;
}
