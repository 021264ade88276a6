import { isExcused, endingOf, killCause, scriptShellOf, type Ending } from '../../loss/index.ts';
import type { ContainerRun, EventOf, PodStory } from '../../pods/index.ts';
import { brokenOff } from '../../log/broken-off.ts';
import { fail, notShown, pass, type Finding } from '../../expectation.ts';
import { count, seconds } from '../../../figures.ts';
import type { Act } from '../../view.ts';
import { killWords, type Words } from '../../words/index.ts';

/** One container's end by its pod's deletion. */
interface End {
  readonly story: PodStory;
  readonly run: ContainerRun & {
    readonly stop: { readonly at: number };
    readonly exit: { readonly at: number };
  };
}

/** Whether every pod that was deleted in the scenario ended by itself, before SIGKILL. */
export function exitsWithinGrace(act: Act): Finding | readonly Finding[] {
  const ends = [...act.pods.values()].flatMap((story) => endsOf(story, act));
  if (ends.length === 0) return notShown('No pod was seen to end.');
  const overrun = ends.find((end) => overrunOf(end) !== undefined);
  if (overrun !== undefined)
    return fail({
      what: `preStop of ${overrun.story.name} was not over when the grace period was.`,
      fault: 'grace-too-short',
      ...overrunWords(overrun),
      pod: overrun.story.name,
      at: overrun.run.stop.at,
    });
  const late = ends.filter(({ run }) => run.sigkillAt !== undefined);
  const unheard = ends.find(({ story, run }) => scriptShellOf(story, run) !== undefined);
  if (unheard !== undefined)
    return fail({
      what: `The program of ${unheard.story.name} was killed by the end of PID 1, ${seconds(unheard.run.exit.at - unheard.run.stop.at)} after SIGTERM.`,
      fault: 'shell-as-pid-1',
      ...killWords('shell-as-pid-1', unheard.run, endingIn(act, unheard)),
      pod: unheard.story.name,
      at: unheard.run.exit.at,
    });
  if (late.length === 0) return inTime(ends, act);
  const told = late.map(({ story, run }) => ({ story, run, ending: endingIn(act, { story, run }) }));
  const byFault = Map.groupBy(told, ({ ending }) => killCause(ending));
  return [...byFault].map(([fault, own]) => {
    const [first] = own;
    return fail({
      what: `${podsOf(own)} of ${count(podsOf(ends), 'pod')} had to be ended by SIGKILL when the grace period was over.`,
      fault,
      ...killWords(fault, first?.run, first?.ending),
      pod: first?.story.name,
      at: first?.run.exit.at,
    });
  });
}

/** What is said where all ended before SIGKILL. One that broke its work off has not shown that it can end it in that time. */
function inTime(ends: readonly End[], act: Act): Finding {
  const slowest = Math.max(...ends.map(({ run }) => run.exit.at - run.stop.at));
  const ended = `${count(podsOf(ends), 'pod')} ended by themselves, at most ${seconds(slowest)} after SIGTERM${lateSidecars(ends, act)}`;
  const broken = ends.flatMap((end) => {
    const [what] = brokenOff(end.story, end.run, act.evidence.logs);
    return what === undefined ? [] : [{ ...end, what }];
  });
  const [first] = broken;
  if (first === undefined) return pass(`${ended}.`);
  return notShown(
    `${ended}, yet ${podsOf(broken)} of them broke off what was not over by its deadline, ${first.story.name} “${first.what}”. Whether that was given back is not seen here.`,
    'have what is broken off give its work back, a worker when `abort` aborts, or raise terminationGracePeriodSeconds above what it takes',
  );
}

/**
 * The ends of a pod's main containers in this scenario; not of those that were killed or paused on purpose in it, of a container's
 * restart before, or of the take-down after the last scenario, which meets no load.
 */
function endsOf(story: PodStory, { isIn, lost, run: { endedAt } }: Act): readonly End[] {
  const { deletedAt } = story;
  if (deletedAt === undefined || !isIn(deletedAt) || deletedAt > endedAt) return [];
  if (lost.some((loss) => loss.story === story && loss.cause === 'struck' && isExcused(loss))) return [];
  return story.runs.flatMap((run) => (isEnd(run) && run.stop.at >= deletedAt ? [{ story, run }] : []));
}

function isEnd(run: ContainerRun): run is End['run'] {
  return run.stop !== undefined && run.exit !== undefined;
}

/** How the container's own preStop took all of the grace period, by this deletion; undefined: it did not. */
function overrunOf({ story, run }: End): EventOf<'hook-ended'> | undefined {
  const { deletedAt = 0 } = story;
  return story
    .of('hook-ended')
    .find(
      ({ hook, outcome, container, at }) =>
        hook === 'preStop' && outcome === 'timeout' && container === run.container && at >= deletedAt,
    );
}

function overrunWords(end: End): Words {
  const message = overrunOf(end)?.message;
  const grace = `the grace period of ${end.run.killed?.graceSeconds ?? 0} s`;
  return message === undefined
    ? {
        cause: `preStop alone takes longer than ${grace}, which the program shares with it`,
        fix: 'raise terminationGracePeriodSeconds above preStop plus the whole drain, or shorten preStop',
      }
    : {
        cause: `preStop took all of ${grace}: ${message}`,
        fix: 'redirect the output of what preStop leaves running, such as `>/dev/null 2>&1 &`: no grace period is long enough for it',
      };
}

/** Sidecars that held pods up to the end of their grace period: a rollout or a drain takes so much longer. */
function lateSidecars(ends: readonly End[], { evidence }: Act): string {
  const sidecars = new Set(
    evidence.workload.containers.filter(({ role }) => role === 'sidecar').map(({ name }) => name),
  );
  const killed = [...new Set(ends.map(({ story }) => story))].flatMap((story) => {
    const { deletedAt = 0 } = story;
    return story
      .of('signal')
      .filter(
        ({ at, container, signal }) => at >= deletedAt && signal === 'SIGKILL' && sidecars.has(container),
      )
      .map(({ at, container }) => ({ story, container, ms: at - deletedAt }));
  });
  if (killed.length === 0) return '';
  const names = [...new Set(killed.map(({ container }) => container))].join(', ');
  const slowest = Math.max(...killed.map(({ ms }) => ms));
  return `; ${podsOf(killed)} of them were held up to ${seconds(slowest)} by the sidecar ${names}, which had to be ended by SIGKILL`;
}

function podsOf(ends: readonly Pick<End, 'story'>[]): number {
  return new Set(ends.map(({ story }) => story)).size;
}

function endingIn({ evidence, losses }: Act, { story, run }: End): Ending {
  return endingOf(story, run, {
    evidence,
    logs: evidence.logs.filter(({ pod }) => pod === story.name),
    lost: losses.filter((loss) => loss.story === story).map(({ request }) => request),
  });
}
