import type { RehearsalEvent } from '../events.ts';
import type { Evidence, ScenarioRun } from '../evidence.ts';
import { count } from '../figures.ts';
import type { Verdict } from '../verdict.ts';
import { fail, notShown, type Finding } from './expectation.ts';
import { whyUnready } from './expectations/start/why-unready.ts';
import { lastLines, lastWords } from './log/last-words.ts';
import { pausesOf, podStories, readyAt, readyTimes, type EndedRun, type PodStory } from './pods/index.ts';
import type { View } from './view.ts';
import { waitedFor } from './waited-for.ts';
import type { Words } from './words/index.ts';

/** Faults that say themselves that pods are not ready. */
const unready = new Set([...waitedFor, 'oom-killed']);

/**
 * What is to be said of a scenario that left the workload broken, whose own expectations may be about something else: those after it
 * are skipped for it, and after the last one nobody would hear of it.
 *
 * @param verdicts all others, which may tell of it already
 */
export function wholeAgain(view: View, verdicts: readonly Verdict[]): Verdict[] {
  const run = view.evidence.scenarios.find(({ broken }) => broken !== undefined);
  if (run?.broken === undefined) return [];
  const tells = ({ scenario, fault = '' }: Verdict) =>
    unready.has(fault) && (scenario === run.name || scenario === 'start');
  if (verdicts.some(tells)) return [];
  const facts = { pattern: 4, scenario: run.name, expectation: `${run.name}/whole-again` } as const;
  return [{ ...foundOf(view, run, run.broken), ...facts }];
}

function foundOf(view: View, run: ScenarioRun, broken: string): Finding {
  const { evidence } = view;
  // As the scenario left them: at the end of the rehearsal all pods are ended.
  const events = evidence.events.filter(({ at }) => at <= run.endedAt);
  const pods = [...podStories({ ...evidence, events }).values()].filter(
    ({ deletedAt, of }) => deletedAt === undefined && of('pod-removed').length === 0,
  );
  const left = pods.filter((story) => readyTimes(story).at(-1)?.to !== Infinity);
  const what = `${broken.charAt(0).toUpperCase()}${broken.slice(1)}: ${left.length} of ${count(pods.length, 'pod')} not ready`;
  for (const story of left) {
    const words = whyLeft(story, run, view);
    if (words !== undefined)
      return fail({ what: `${what}.`, fault: 'no-recovery', ...words, pod: story.name, at: run.endedAt });
  }
  return notShown(
    `${what}, ${left.length === 0 ? 'and some still ending or not there' : 'and still starting'}.`,
  );
}

/** Why a pod was left not ready; undefined where that may be no fault of its program: it is starting, or what it was struck by keeps it waiting. */
function whyLeft(story: PodStory, run: ScenarioRun, { pods, evidence }: View): Words | undefined {
  const ends = story.runs.filter((one): one is EndedRun => one.exit !== undefined);
  const last = story.runs.at(-1);
  if (last === undefined || last.exit === undefined)
    return run.endedAt - (last?.startedAt ?? story.createdAt) <= longestStart(pods)
      ? undefined
      : whyNotAgain(story, evidence.logs);
  // It is in CrashLoopBackOff. Of its ends only its own are held against it.
  const own = ends.filter((one) => one.exit.at >= run.startedAt && !wasStruck(one, story, evidence.events));
  const [end] = own.slice(-1);
  if (end === undefined) return undefined;
  if (end.killed !== undefined) return whyNotAgain(story, evidence.logs);
  const byItself = own.filter((one) => one.killed === undefined);
  return {
    cause: `its container exited by itself ${count(byItself.length, 'time')}, last with code ${end.exit.exitCode}; ${lastWords(story, end, evidence.logs)}`,
    fix: 'read the last lines of its log; run the same command with the same environment by hand',
    output: lastLines(story, end, evidence.logs),
  };
}

/** What a probe asks cannot be wrong where it was answered before. */
function whyNotAgain(story: PodStory, logs: Evidence['logs']): Words {
  const words = whyUnready(story, logs);
  return readyAt(story) === undefined
    ? words
    : {
        ...words,
        fix: 'find in its log what it lacks since then: a connection that is not made again, a pool whose places are not given back, a worker that has ended',
      };
}

/** How long any pod took to become ready, in milliseconds; 0 where none did. */
function longestStart(pods: View['pods']): number {
  const times = [...pods.values()].map((story) => (readyAt(story) ?? story.createdAt) - story.createdAt);
  return Math.max(0, ...times);
}

/** Whether a run ended by what was done to it on purpose. */
function wasStruck(
  { startedAt, exit }: EndedRun,
  story: PodStory,
  events: readonly RehearsalEvent[],
): boolean {
  const isIn = (at: number) => at >= startedAt && at <= exit.at;
  return (
    exit.reason === 'OOMKilled' ||
    pausesOf(story).some(({ from }) => isIn(from)) ||
    events.some(
      (event) =>
        event.type === 'measured' && event.what === 'struck' && event.pod === story.name && isIn(event.at),
    )
  );
}
