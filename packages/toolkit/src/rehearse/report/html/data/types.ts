import type { ProbeKind, ProbeOutcome } from '../../../events.ts';
import type { RequestRecord } from '../../../requests.ts';
import type { Outcome, Verdict } from '../../../verdict.ts';
import type { ChainStep } from '../../lost/index.ts';
import type { PodPhaseName } from '../../pods/index.ts';
import type { PatternResult } from '../../summary/index.ts';

/** What the page is given. All times are milliseconds since the rehearsal began. */
export interface PageData {
  readonly workload: string;
  readonly headline: string;
  /** Of all patterns. */
  readonly outcome: Outcome;
  readonly startedAt: string;
  readonly durationMs: number;
  /** Name and value of each condition, for people. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly notEmulated: readonly string[];
  readonly unsupported: readonly string[];
  /** Expectations without evidence, by reasons. */
  readonly notShown: readonly string[];
  readonly patterns: readonly (Omit<PatternResult, 'verdicts'> & { readonly verdicts: readonly Verdict[] })[];
  readonly scenarios: readonly ScenarioBand[];
  readonly pods: readonly PodLane[];
  readonly requests: RequestBuckets;
  readonly usage: readonly ContainerUsage[];
  readonly lost: { readonly total: number; readonly kept: readonly LostEntry[] };
  readonly events: { readonly total: number; readonly kept: readonly EventEntry[] };
}

export interface ScenarioBand {
  readonly name: string;
  readonly from: number;
  readonly until: number;
  /** Why it did not run. */
  readonly skipped?: string;
  readonly sent: number;
  readonly lost: number;
}

/** From when until when something was so. */
export type Span<State extends string> = readonly [from: number, until: number, state: State];

/** Something that happened to a pod at one moment and has a mark of its own. */
export type MarkKind =
  | 'deleted'
  | 'signal'
  | 'exit'
  | 'crash'
  | 'restart'
  | 'killed'
  | 'paused'
  | 'resumed'
  | 'hook'
  | 'struck';

export interface PodLane {
  readonly name: string;
  readonly revision: number;
  readonly phases: readonly Span<PodPhaseName>[];
  /** When the port that the load comes to was listened on. */
  readonly listening: readonly Span<'listening'>[];
  /** Its endpoint, as the proxy saw it. */
  readonly seen: readonly Span<'ready' | 'serving' | 'unready'>[];
  /** When the proxy would have sent requests to a port that nobody listened on. */
  readonly misrouted: readonly Span<'misrouted'>[];
  readonly probes: readonly (readonly [at: number, kind: ProbeKind, outcome: ProbeOutcome])[];
  readonly marks: readonly (readonly [at: number, kind: MarkKind, text: string])[];
}

/** Requests by when they were due, in buckets of equal length. */
export interface RequestBuckets {
  readonly bucketMs: number;
  readonly sent: number;
  readonly answered: readonly number[];
  readonly lost: readonly number[];
  /** Of the answered, in milliseconds; null where there were none. */
  readonly p50: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
}

/** What the containers of one name used. */
export interface ContainerUsage {
  readonly container: string;
  readonly memoryLimit: number | undefined;
  /** In thousandths of a core. */
  readonly cpuLimit: number | undefined;
  readonly series: readonly UsageSeries[];
}

export interface UsageSeries {
  readonly pod: string;
  readonly at: readonly number[];
  /** In bytes. */
  readonly memory: readonly number[];
  /** In thousandths of a core, since the sample before. */
  readonly cpu: readonly number[];
  /** Part of the time in which it was throttled, 0–1, since the sample before. */
  readonly throttled: readonly number[];
}

export interface LostEntry {
  readonly id: number;
  /** When it was due, where it stands in the timeline. */
  readonly at: number;
  readonly lostAt: number;
  readonly action: string;
  readonly fate: RequestRecord['fate'];
  readonly status: number;
  readonly pod: string | null;
  readonly scenario: string | null;
  readonly sentence: string;
  readonly chain: readonly ChainStep[];
}

export type EventEntry = readonly [at: number, subject: string, text: string];
