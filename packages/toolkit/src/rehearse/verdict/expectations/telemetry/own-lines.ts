import type { LogLine } from '../../../evidence.ts';
import type { ContainerRun, PodStory } from '../../pods/index.ts';
import type { View } from '../../view.ts';

/**
 * The lines of the log that programs wrote of their own accord. A runtime that a scenario strikes by a fatal signal writes its last
 * words: Go some hundred lines of goroutines, the JVM its report on standard output. Those are nobody's log.
 */
export function ownLines({ evidence, pods }: Pick<View, 'evidence' | 'pods'>): readonly LogLine[] {
  const struck = [...pods.values()].flatMap(struckRuns);
  if (struck.length === 0) return evidence.logs;
  return evidence.logs.filter(
    (line) =>
      !struck.some(
        ({ story, run, at }) =>
          line.pod === story.name &&
          line.container === run.container &&
          line.restartCount === run.restartCount &&
          line.at >= at &&
          line.at < story.until,
      ),
  );
}

/** The run that each strike on a pod ended: the first of those that ran to exit without being told to. */
function struckRuns(story: PodStory): readonly { story: PodStory; run: ContainerRun; at: number }[] {
  return story
    .of('measured')
    .filter(({ what }) => what === 'struck')
    .flatMap(({ at }) => {
      const [run] = story.runs
        .filter(
          ({ startedAt, stop, exit }) =>
            startedAt <= at && stop === undefined && exit !== undefined && exit.at >= at,
        )
        .toSorted((a, b) => (a.exit?.at ?? 0) - (b.exit?.at ?? 0));
      return run === undefined ? [] : [{ story, run, at }];
    });
}
