import { fail, notShown, pass, type Finding } from '../../expectation.ts';
import { count, seconds } from '../../../figures.ts';
import { firstEnd, foundReadyAt, isProbedReady, podAt } from '../../pods/index.ts';
import type { Act } from '../../view.ts';

/** Whether a pod that was struck on purpose is started again and gets ready, in the same scenario. */
export function comesBack({ found, pods, run, isIn }: Act): Finding {
  // Signals that PID 1 ignores come before the one that ends it.
  const struck = found('struck').at(-1);
  const story = struck && podAt(pods, struck.pod, struck.at);
  if (struck === undefined || story === undefined) return notShown('No pod could be struck.');
  const ended = firstEnd(story, struck.at);
  if (ended === undefined) return notShown(`${struck.value} did not end the container of ${story.name}.`);
  const { container, exit } = ended;
  const again = story.runs.find((one) => one.container === container && one.startedAt >= exit.at);
  // Its end at a deletion, such as that of all pods at the end of a rehearsal, is none of its own.
  const deletedAt = story.of('pod-deleted')[0]?.at ?? Infinity;
  const exits = story.runs.filter(
    (one) => one.exit !== undefined && one.exit.at > exit.at && one.exit.at < deletedAt && isIn(one.exit.at),
  );
  const readyAt = foundReadyAt(story, container, exit.at);
  if (again !== undefined && exits.length === 0) {
    if (readyAt !== undefined)
      return pass(`Ready again ${seconds(readyAt - struck.at)} after ${struck.value}.`);
    if (!isProbedReady(story, container))
      return pass(`Started again ${seconds(again.startedAt - struck.at)} after ${struck.value}.`);
  }
  return fail({
    what:
      exits.length > 0
        ? `After ${struck.value} the container exited ${count(exits.length, 'more time')}.`
        : `${seconds(run.endedAt - struck.at)} after ${struck.value} the container was not ready again.`,
    fault: exits.length > 0 ? 'crash-loop' : 'no-recovery',
    cause: `something that the killed process left behind keeps the next one from starting, last exit code ${exits.at(-1)?.exit?.exitCode ?? exit.exitCode}`,
    fix: 'let a start need nothing that a clean end must have put in order: lock files, sockets, half-written state',
    pod: story.name,
    at: struck.at,
  });
}
