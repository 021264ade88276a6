import type { Conditions, ContainerFacts, WorkloadFacts } from '../../evidence.ts';
import type { PatternNumber } from '../../patterns.ts';
import type { RequestRecord } from '../../requests.ts';
import type { ScenarioName } from '../../scenario-names.ts';
import type { Outcome, Verdict } from '../../verdict.ts';
import type { RequestTotals } from '../summary/index.ts';

/**
 * What `--json` writes. Within version 1 fields are added and never removed, renamed or changed in meaning. All times that
 * end in `Ms` are milliseconds; those of events count from the rehearsal's beginning.
 */
export interface JsonReport {
  readonly version: 1;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** `fail` if any pattern failed, else `pass` if any passed; `not-shown`: there was no evidence of any. */
  readonly outcome: Outcome;
  readonly conditions: Conditions;
  readonly workload: WorkloadReport;
  /** All ten, by number. */
  readonly patterns: readonly PatternReport[];
  readonly scenarios: readonly ScenarioReport[];
  /** Several of one expectation where there are several causes that it was not met for. */
  readonly verdicts: readonly VerdictReport[];
  /** Of the whole rehearsal. */
  readonly requests: RequestTotals;
  readonly lost: {
    readonly total: number;
    /** At most 200: those that verdicts name, and as many of each scenario. */
    readonly kept: readonly LostReport[];
  };
  /** How much the verdicts stand on. */
  readonly counts: {
    readonly events: number;
    readonly logLines: number;
    readonly usageSamples: number;
    readonly spans: number;
  };
}

/** What was rehearsed. */
export type WorkloadReport = Omit<WorkloadFacts, 'containers' | 'unsupported'> & {
  readonly containers: readonly ContainerReport[];
  /** What of the manifests is not emulated, each with file, line and column, field and reason. */
  readonly unsupported: readonly string[];
};

/** A container, with the names of its variables in the place of their values. */
export type ContainerReport = Omit<ContainerFacts, 'env'> & { readonly env: readonly string[] };

/** A pattern, with how many of its expectations have each outcome. */
export interface PatternReport {
  readonly number: PatternNumber;
  readonly name: string;
  readonly outcome: Outcome;
  readonly passed: number;
  readonly failed: number;
  readonly notShown: number;
}

/** A scenario, with the requests that were due in it, and in the quiet until the next one. */
export interface ScenarioReport {
  readonly name: ScenarioName;
  readonly startMs: number;
  readonly endMs: number;
  /** Why it did not run. */
  readonly skipped?: string;
  readonly requests?: RequestTotals;
}

/** A verdict. */
export type VerdictReport = Omit<Verdict, 'at'> & { readonly atMs?: number };

/** A lost request, with the chain of events that lost it. */
export type LostReport = Omit<RequestRecord, 'dueAt' | 'sentAt' | 'endedAt' | 'pod'> & {
  /** Missing where no endpoint was usable. */
  readonly pod?: string;
  /** Missing before the first scenario. */
  readonly scenario?: ScenarioName;
  readonly dueMs: number;
  readonly sentMs: number;
  readonly endMs: number;
  readonly sentence: string;
  readonly chain: readonly { readonly atMs: number; readonly subject: string; readonly text: string }[];
};
