import type { LogLine } from '../../../evidence.ts';
import { fail, notShown, pass, type Expectation, type Finding } from '../../expectation.ts';
import { count } from '../../../figures.ts';
import { droppedWords, isLogKept } from '../../log/kept-logs.ts';
import type { ContainerRun, PodStory } from '../../pods/index.ts';
import type { Act } from '../../view.ts';
import { isJson } from '../../../../is-json.ts';
import { linesOf } from '../../log/lines-of.ts';
import { ownLines } from './own-lines.ts';

/** All lines of the rehearsal. */
export const logs: readonly Expectation[] = [
  { name: 'logs/every-line-parses', pattern: 6, judge: everyLineParses },
  { name: 'logs/none-lost-at-exit', pattern: 6, judge: noneLost },
];

/**
 * Every line on standard output is a JSON object. Standard error counts only for a program that writes nothing else, and
 * then by its majority: a runtime's own warnings and stack traces go there, and are nobody's log.
 */
function everyLineParses(act: Act): Finding {
  const { evidence } = act;
  const sidecars = new Set(
    evidence.workload.containers.filter(({ role }) => role === 'sidecar').map(({ name }) => name),
  );
  const lines = ownLines(act).filter(
    ({ container, stream, text, cut, part = false }) =>
      !sidecars.has(container) &&
      !cut &&
      !part &&
      text.trim() !== '' &&
      !(stream === 'stderr' && ofDebugger.test(text)),
  );
  const out = lines.filter(({ stream }) => stream === 'stdout');
  const judged = out.length > 0 ? out : lines;
  if (judged.length === 0) return notShown('No main container wrote a line.');
  const wrong = judged.filter(({ text }) => !isJsonObject(text));
  const [first] = wrong;
  const allowed = out.length > 0 ? 0 : judged.length / 2;
  if (first === undefined || wrong.length <= allowed)
    return pass(
      `${count(judged.length, 'line')}, ${wrong.length === 0 ? 'all' : 'most'} of them JSON${droppedWords(evidence)}.`,
    );
  return fail({
    what: `${wrong.length} of ${count(judged.length, 'line')} on ${first.stream} are no JSON objects.`,
    fault: 'logs-not-json',
    cause: `such as: ${first.text.slice(0, 200)}`,
    fix: 'write one JSON object a line, from one logger, banners and access logs included',
    pod: first.pod,
    at: first.at,
  });
}

/** What Node writes of the debugger by which the scenario `stall` stops its event loop. */
const ofDebugger = /^(Debugger (listening|attached|ending)|For help, see: https:\/\/nodejs\.org\/)/;

/** A program that writes about a line for each request logs requests; some may be sampled or sent in two. */
const LINES_PER_REQUEST = 0.9;

/** Of all answers of a run: one that writes in batches has written so many at some time, and one that logs only the first has not. */
const MOST = 0.5;

/** So many answers make that figure one of the program, and not of chance. */
const ENOUGH = 20;

/** So many answers after the last line can't be a line that is read a moment late. */
const UNLOGGED = 3;

/** A line may be read this much later than its answer arrived, in milliseconds. */
const READ_LAG_MS = 50;

/** So small a share of its answers in lines is too little for a program that writes one for each, whatever chance does. */
const TOO_FEW = 0.8;

/** A run of a container, its answers and its lines, both in the order of time. */
interface Run {
  readonly story: PodStory;
  readonly run: ContainerRun;
  readonly answers: readonly number[];
  readonly lines: readonly LogLine[];
}

/** At an end by signal, no line is cut and none is missing that must have been written. */
function noneLost(act: Act): readonly Finding[] {
  const byPod = Map.groupBy(ownLines(act), ({ pod }) => pod);
  const runs = [...act.pods.values()].flatMap((story) =>
    story.runs.map((run): Run => {
      const answers = answersOf(act.answered.get(story.name) ?? [], run);
      return { story, run, answers, lines: linesOf(byPod.get(story.name) ?? [], story, run) };
    }),
  );
  const allEnds = runs.filter(
    ({ story, run }) => run.stop !== undefined && run.exit !== undefined && !isKilled(act, story, run),
  );
  if (allEnds.length === 0) return [notShown('No container was seen to end by a signal that it can handle.')];
  const ends = allEnds.filter(({ run }) => isLogKept(act.evidence, run.exit?.at ?? Infinity));
  if (ends.length === 0)
    return [
      notShown(
        `No container ended within the first ${count(act.evidence.logs.length, 'line')}${droppedWords(act.evidence)}.`,
      ),
    ];
  const cut = ends.flatMap(({ lines }) => lines.find((line) => line.cut && !isJsonObject(line.text)) ?? []);
  const logged = runs.some(isLogOfRequests) ? ends : [];
  const lost = logged.flatMap((end) => {
    const missing = unlogged(end);
    return missing >= UNLOGGED ? [{ ...end, missing }] : [];
  });
  const failures = [...cutFailure(cut), ...lostFailure(lost)];
  if (failures.length > 0) return failures;
  if (ends.every(({ lines }) => lines.length === 0)) return [notShown('No main container wrote a line.')];
  return [
    pass(
      `${count(ends.length, 'container')} ended without a cut line, and none was missing after their last answer.`,
    ),
  ];
}

/** Ended by a signal that no program can handle, the kubelet's or one of a scenario. */
function isKilled({ evidence }: Act, { name }: PodStory, { stop, exit, sigkillAt }: ContainerRun): boolean {
  if (sigkillAt !== undefined) return true;
  return evidence.events.some(
    (event) =>
      event.type === 'measured' &&
      event.what === 'struck' &&
      event.pod === name &&
      event.at >= (stop?.at ?? 0) &&
      event.at <= (exit?.at ?? Infinity),
  );
}

function cutFailure(cut: readonly LogLine[]): readonly Finding[] {
  const [first] = cut;
  if (first === undefined) return [];
  return [
    fail({
      what: `${count(cut.length, 'container')} ended within a line.`,
      fault: 'log-cut',
      cause: `the last line is cut: ${first.text.slice(-120)}`,
      fix: 'flush the log before the process exits, and let nothing call exit before that is done',
      pod: first.pod,
      at: first.at,
    }),
  ];
}

function lostFailure(lost: readonly (Run & { readonly missing: number })[]): readonly Finding[] {
  const [first] = lost;
  if (first === undefined) return [];
  const { story, run, missing, answers } = first;
  return [
    fail({
      what: `${count(lost.length, 'container')} ended without the log lines of the last answers.`,
      fault: 'last-logs-lost',
      cause: `${story.name} logs its requests, but of the ${count(answers.length, 'request')} that it answered no line of the last ${missing} arrived before its exit`,
      fix: 'flush the log before the process exits; write to standard output synchronously, or wait for the writer',
      pod: story.name,
      at: run.exit?.at ?? run.startedAt,
    }),
  ];
}

/** How many answers at the end of a run of a program that logs its requests have no line. */
function unlogged({ answers, lines }: Run): number {
  const last = lines.at(-1)?.at ?? -Infinity;
  const before = answers.filter((at) => at <= last).length;
  if (before >= ENOUGH && lines.length >= before * LINES_PER_REQUEST)
    return answers.filter((at) => at > last + READ_LAG_MS).length;
  // One that writes in batches may have said something at its end, and lost a batch.
  const isShort = answers.length >= ENOUGH && lines.length < answers.length * TOO_FEW;
  return isShort ? answers.length - lines.length : 0;
}

/** Whether at some time, late enough, there was a line for each answer so far. What it said before them does not count. */
function isLogOfRequests({ answers, lines }: Run): boolean {
  const written = lines.filter(({ at }) => at >= (answers[0] ?? Infinity));
  let before = 0;
  return written.some(({ at }, index) => {
    while ((answers[before] ?? Infinity) <= at) before += 1;
    return before >= ENOUGH && before >= answers.length * MOST && index + 1 >= before * LINES_PER_REQUEST;
  });
}

function answersOf(answered: readonly number[], { startedAt, exit }: ContainerRun): readonly number[] {
  return answered.filter((at) => at >= startedAt && at <= (exit?.at ?? Infinity)).toSorted((a, b) => a - b);
}

function isJsonObject(text: string): boolean {
  return text.startsWith('{') && isJson(text);
}
