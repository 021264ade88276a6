import type { LogLine } from '../../evidence.ts';
import { withoutColours } from '../../../visible.ts';
import type { ContainerRun, PodStory } from '../pods/index.ts';

/** What a run of a pod's container wrote, by time. */
export function linesOf(
  lines: readonly LogLine[],
  { name, createdAt, until }: PodStory,
  { container, restartCount }: ContainerRun,
): readonly LogLine[] {
  return (
    lines
      .filter(({ pod }) => pod === name)
      // Of several pods that had the name one after another.
      .filter(({ at }) => at >= createdAt && at < until)
      .filter((line) => line.container === container && line.restartCount === restartCount)
      .toSorted((a, b) => a.at - b.at)
  );
}

/** {@link linesOf} as a person reads them: without colours, and without those in which nothing stands. */
export function readableLinesOf(
  lines: readonly LogLine[],
  story: PodStory,
  run: ContainerRun,
): readonly LogLine[] {
  return linesOf(lines, story, run)
    .map((line) => Object.assign({}, line, { text: withoutColours(line.text).trimEnd() }))
    .filter(({ text }) => text !== '');
}
