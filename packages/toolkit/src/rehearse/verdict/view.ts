import type { Evidence, ScenarioRun } from '../evidence.ts';
import { percentile } from '../percentile.ts';
import { lagOf, traceOf, type RequestRecord } from '../requests.ts';
import { scenarioLookup } from '../scenario-lookup.ts';
import type { ScenarioName } from '../scenario-names.ts';
import type { FindingName } from '../findings.ts';
import { AnswerTally, ENOUGH, StepTally, type Answers, type StepAnswers } from './answers.ts';
import { explainLosses, isOfRunning, ownLosses, type Loss } from './loss/index.ts';
import { EarlyAnswers } from './early-answers.ts';
import { podStories, type EventOf, type PodStory } from './pods/index.ts';

/** How late the load was, by the 99th percentile and at most, in milliseconds. */
interface Lag {
  readonly p99: number;
  readonly max: number;
}

/** What all expectations are judged from: the evidence, put in order once. */
export interface View {
  readonly evidence: Evidence;
  readonly pods: ReadonlyMap<string, PodStory>;
  readonly losses: readonly Loss[];
  /** Of the whole rehearsal. */
  readonly answers: Answers;
  /** Of each step of the load, over the whole rehearsal. */
  readonly steps: readonly StepAnswers[];
  /** Of the requests that were due in each scenario. */
  readonly scenarioAnswers: ReadonlyMap<ScenarioName, Answers>;
  /** Nobody was ever answered, by programs that ran: every request is lost to that, whatever happens around it. */
  readonly isSilent: boolean;
  /**
   * Losses that the program shows with nothing happening to it: by an error, or in another way in which the same step fails
   * in calm times too. They are told once, and not held against every scenario.
   */
  readonly own: ReadonlySet<Loss>;
  /** How late the load itself was in each scenario. */
  readonly lag: ReadonlyMap<ScenarioName, Lag>;
  /** Of each pod: when it gave answers below 500, in that order, in the clock's milliseconds. */
  readonly answered: ReadonlyMap<string, readonly number[]>;
  /** Of each pod: the answered requests that came with a trace context of the load. */
  readonly traced: ReadonlyMap<string, readonly { readonly id: number; readonly endedAt: number }[]>;
  /** Ids of requests that got 404 in a pod's first seconds, and other answers to the same action later. */
  readonly early404: readonly number[];
}

/** One scenario's part of it. */
export interface Act extends View {
  readonly run: ScenarioRun;
  /** Whether something happened in it, or in the quiet until the next one. */
  readonly isIn: (at: number) => boolean;
  /** Losses of the requests that were due in it. */
  readonly lost: readonly Loss[];
  /** Requests that were due in it. */
  readonly total: number;
  /** What they were answered. */
  readonly ownAnswers: Answers;
  /** Its findings of one name. */
  readonly found: (what: FindingName) => readonly EventOf<'measured'>[];
}

/** Puts evidence in order. */
export function viewOf(evidence: Evidence): View {
  const pods = podStories(evidence);
  const lags = new Map<ScenarioName, number[]>();
  const answered = new Map<string, number[]>();
  const traced = new Map<string, { id: number; endedAt: number }[]>();
  const scenarioAt = scenarioLookup(evidence.scenarios);
  const early = new EarlyAnswers(pods);
  const [answers, steps] = [new AnswerTally(), new StepTally()];
  const scenarioAnswers = new Map<ScenarioName, AnswerTally>();
  for (const request of evidence.requests) {
    const scenario = scenarioAt(request.dueAt);
    answers.add(request);
    steps.add(request);
    if (scenario !== undefined) {
      append(lags, scenario, lagOf(request));
      const own = scenarioAnswers.get(scenario) ?? new AnswerTally();
      own.add(request);
      scenarioAnswers.set(scenario, own);
    }
    if (isAnswer(request)) {
      const { id, kind, pod, endedAt } = request;
      append(answered, pod, endedAt);
      if (traceOf(id) !== undefined && kind !== 'websocket') append(traced, pod, { id, endedAt });
      early.add(request);
    }
  }
  for (const times of answered.values()) times.sort((a, b) => a - b);
  const losses = explainLosses(evidence, pods);
  return {
    evidence,
    pods,
    losses,
    answers,
    steps: steps.steps,
    scenarioAnswers,
    isSilent: answers.sent >= ENOUGH && answers.answered === 0 && losses.some(isOfRunning),
    own: ownLosses(losses, scenarioAt),
    lag: new Map([...lags].map(([scenario, own]) => [scenario, lagOfAll(own)])),
    answered,
    traced,
    early404: early.missing,
  };
}

/** A scenario's part of a view. */
export function actOf(view: View, run: ScenarioRun): Act {
  const { evidence, losses, scenarioAnswers } = view;
  const scenarioAt = scenarioLookup(evidence.scenarios);
  const ownAnswers = scenarioAnswers.get(run.name) ?? new AnswerTally();
  return {
    ...view,
    run,
    isIn: (at) => scenarioAt(at) === run.name,
    lost: losses.filter(({ request }) => scenarioAt(request.dueAt) === run.name),
    total: ownAnswers.sent,
    ownAnswers,
    found: (what) =>
      evidence.events.filter(
        (event): event is EventOf<'measured'> =>
          event.type === 'measured' && event.scenario === run.name && event.what === what,
      ),
  };
}

function lagOfAll(lags: readonly number[]): Lag {
  const sorted = Float64Array.from(lags).sort();
  return { p99: percentile(sorted, 0.99) ?? 0, max: sorted.at(-1) ?? 0 };
}

function isAnswer(request: RequestRecord): request is RequestRecord & { readonly pod: string } {
  return request.pod !== undefined && (request.fate === 'answered' || request.fate === 'unopened');
}

function append<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
