import { ENOUGH } from '../../answers.ts';
import { FIRST_MS, type LossFault } from '../../loss/index.ts';
import { fail, notShown, pass, type Expectation, type Finding } from '../../expectation.ts';
import { count, seconds } from '../../../figures.ts';
import { readyAt, type PodStory } from '../../pods/index.ts';
import type { Act } from '../../view.ts';
import { lastLines, lastWords } from '../../log/last-words.ts';
import { loadAnswered } from './load-answered.ts';
import { failureOf, ofAll } from '../no-request-lost.ts';
import { whyUnready } from './why-unready.ts';

/** The first start, and what every start and the calm time between showed. */
export const start: readonly Expectation[] = [
  { name: 'start/becomes-ready', pattern: 4, judge: becomesReady },
  { name: 'start/ready-means-serving', pattern: 4, judge: readyMeansServing },
  { name: 'start/load-answered', pattern: 4, isOfAll: true, judge: loadAnswered },
  { name: 'start/init-before-serving', pattern: 10, judge: initFirst },
];

/** Every pod of the first revision is ready without a container having exited. */
function becomesReady({ pods, evidence }: Act): Finding {
  const first = [...pods.values()].filter(({ revision }) => revision === 1);
  if (first.length === 0) return notShown('No pod was created.');
  const loop = first.find(
    ({ runs }) =>
      runs.filter(({ exit, stop }) => exit !== undefined && stop === undefined).length > 1 &&
      !everReady(first),
  );
  const exited = loop?.runs.filter(({ exit }) => exit !== undefined) ?? [];
  const last = exited.at(-1);
  if (loop !== undefined && last !== undefined)
    return fail({
      what: `The container exited ${count(exited.length, 'time')}, last with code ${last.exit?.exitCode}.`,
      fault: 'crash-loop',
      cause: lastWords(loop, last, evidence.logs),
      fix: 'read the last lines of its log; run the same command with the same environment by hand',
      output: lastLines(loop, last, evidence.logs),
      pod: loop.name,
      at: exited[0]?.exit?.at ?? loop.createdAt,
    });
  const late = first.find((story) => readyAt(story) === undefined);
  if (late !== undefined)
    return fail({
      what: `${late.name} never became ready.`,
      fault: 'never-ready',
      ...whyUnready(late, evidence.logs),
      pod: late.name,
      at: late.createdAt,
    });
  const times = first.map((story) => (readyAt(story) ?? story.createdAt) - story.createdAt);
  return pass(`${count(first.length, 'pod')} ready after at most ${seconds(Math.max(...times))}.`);
}

/** No pod loses requests, or answers 404 to what it answers otherwise later, in the first seconds of being routed to. */
function readyMeansServing(act: Act): Finding | readonly Finding[] {
  if (act.isSilent) return notShown(unanswered(act));
  const early = act.losses.filter(({ cause }) => cause === 'ready-too-early' || cause === 'no-readiness');
  if (early.length > 0) {
    const byFault = Map.groupBy(early, ({ cause }) => cause as LossFault);
    return [...byFault].map(([fault, losses]) => failureOf(fault, losses, ofAll(act)));
  }
  const { answered } = act.answers;
  if (answered === 0) return notShown(unanswered(act));
  const lacking = act.early404;
  if (lacking.length > 0)
    return fail({
      what: `${count(lacking.length, 'request')} got 404 in the first ${seconds(FIRST_MS)} of a pod, and not later.`,
      fault: 'ready-too-early',
      cause: 'the readiness probe passed before all routes were there',
      fix: 'listen, or answer the readiness probe, only once every route is in place',
      requests: lacking,
    });
  return answered < ENOUGH
    ? notShown(`Only ${count(answered, 'request')} came in the whole rehearsal, too few to tell.`)
    : pass('No pod lost a request in the first seconds of being routed to.');
}

function unanswered({ evidence }: Act): string {
  return evidence.workload.unsent ?? 'No request was answered.';
}

/** Init containers have succeeded before a main container starts. */
function initFirst({ pods, evidence }: Act): Finding {
  const names = evidence.workload.containers.filter(({ role }) => role === 'init').map(({ name }) => name);
  if (names.length === 0) return notShown('The pod has no init container.');
  const story = [...pods.values()].find(({ runs }) => runs.length > 0);
  if (story === undefined) return notShown('No main container was started.');
  const exits = story.of('container-exited').filter(({ container }) => names.includes(container));
  return pass(
    `${count(new Set(exits.map(({ container }) => container)).size, 'init container')} succeeded before the program started.`,
  );
}

function everReady(stories: readonly PodStory[]): boolean {
  return stories.every((story) => readyAt(story) !== undefined);
}
