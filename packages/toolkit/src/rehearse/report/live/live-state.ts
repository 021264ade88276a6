import type { RehearsalEvent } from '../../events.ts';
import type { ScenarioName } from '../../scenario-names.ts';
import { phaseOf, podAfter, type PodPhaseName, type PodState } from '../pods/index.ts';
import { formatEvent, isRoutine, subjectOf } from '../words/index.ts';

/** What the load counted so far. Latencies in milliseconds; undefined while nothing was answered. */
export interface LoadCount {
  readonly sent: number;
  readonly lost: number;
  readonly p50: number | undefined;
  readonly p99: number | undefined;
}

/** What the live view hears of: events, counts of the load, and that time goes by. */
export type LiveInput =
  | RehearsalEvent
  | (LoadCount & { readonly type: 'load-count'; readonly at: number })
  | { readonly type: 'tick'; readonly at: number };

/** A scenario of the list. */
export interface LiveScenario {
  readonly name: ScenarioName;
  readonly state: 'waiting' | 'running' | 'done' | 'skipped';
  readonly startedAt: number;
  readonly endedAt: number;
}

/** A pod with what it went through. */
export interface LivePod {
  readonly name: string;
  readonly state: PodState;
  /** Since when it is in each phase, oldest first. */
  readonly phases: readonly (readonly [since: number, phase: PodPhaseName])[];
}

/** All that the live view shows. */
export interface LiveState {
  readonly workload: string;
  /** The clock's milliseconds of the first and of the last input. */
  readonly startedAt: number | undefined;
  readonly now: number;
  readonly scenarios: readonly LiveScenario[];
  /** Those that exist, oldest first. */
  readonly pods: readonly LivePod[];
  readonly load: LoadCount;
  /** What is done now. */
  readonly step: string;
  /** What happened last, with whom it is about. */
  readonly last: string;
}

/** What is shown before anything happened. */
export function liveStart(workload: string, scenarios: readonly ScenarioName[]): LiveState {
  return {
    workload,
    startedAt: undefined,
    now: 0,
    scenarios: scenarios.map((name) => ({ name, state: 'waiting', startedAt: 0, endedAt: 0 })),
    pods: [],
    load: { sent: 0, lost: 0, p50: undefined, p99: undefined },
    step: '',
    last: '',
  };
}

/** What is shown after an input. */
export function liveAfter(state: LiveState, input: LiveInput): LiveState {
  const next = { ...state, now: Math.max(state.now, input.at), startedAt: state.startedAt ?? input.at };
  if (input.type === 'tick') return next;
  if (input.type === 'load-count') {
    const { sent, lost, p50, p99 } = input;
    return { ...next, load: { sent, lost, p50, p99 } };
  }
  return {
    ...next,
    scenarios: state.scenarios.map((scenario) => scenarioAfter(scenario, input)),
    pods: podsAfter(state.pods, input),
    step: stepAfter(state.step, input),
    last: isRoutine(input) ? state.last : `${subjectOf(input)}: ${formatEvent(input)}`,
  };
}

function scenarioAfter(scenario: LiveScenario, event: RehearsalEvent): LiveScenario {
  const { at } = event;
  if (!('scenario' in event) || event.scenario !== scenario.name) return scenario;
  if (event.type === 'scenario-started') return { ...scenario, state: 'running', startedAt: at, endedAt: at };
  if (event.type !== 'scenario-ended') return scenario;
  return { ...scenario, state: event.skipped === undefined ? 'done' : 'skipped', endedAt: at };
}

function podsAfter(pods: readonly LivePod[], event: RehearsalEvent): readonly LivePod[] {
  if (!('pod' in event) || event.pod === undefined) return pods;
  const known = pods.find(({ name }) => name === event.pod);
  const state = podAfter(known?.state, event);
  if (state === known?.state) return pods;
  if (state === undefined) return pods.filter((pod) => pod !== known);
  const phase = phaseOf(state);
  const before = known?.phases ?? [];
  const phases = before.at(-1)?.[1] === phase ? before : [...before, [event.at, phase] as const];
  const pod = { name: event.pod, state, phases };
  return known === undefined ? [...pods, pod] : pods.map((other) => (other === known ? pod : other));
}

function stepAfter(step: string, event: RehearsalEvent): string {
  if (event.type === 'step') return event.text;
  if (event.type === 'taken-down') return formatEvent(event);
  return event.type === 'scenario-started' || event.type === 'scenario-ended' ? '' : step;
}
