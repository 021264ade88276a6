import type { RuntimeEvent } from '../../events.ts';
import type { CheckResult } from '../checks/index.ts';

/** What explains the answers, beside what decides them ({@link SharedState}). */
export interface ProbeDetail {
  /** When the state was entered, in milliseconds since the Unix epoch. */
  readonly since: number;
  readonly reason?: string;
  /** Why a process that serves with this one has stalled. Absent: none has. */
  readonly stalledElsewhere?: string | undefined;
  readonly checks: readonly CheckResult[];
}

/** The body of a metrics scrape. */
export interface MetricsPage {
  /** Value of the `Content-Type` header. */
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

/** Why there is no page. */
export interface MetricsFailure {
  readonly failure: string;
}

/** Everything the thread starts with. */
export interface ThreadData {
  readonly buffer: SharedArrayBuffer;
  readonly port: number;
  /** Undefined: every address. */
  readonly host: string | undefined;
  readonly service: string;
  readonly version: string;
  readonly stallThresholdMs: number;
  readonly heartbeatMs: number;
  readonly detail: ProbeDetail;
}

/** From the main thread. */
export type ToThread =
  | { readonly type: 'detail'; readonly detail: ProbeDetail }
  | { readonly type: 'metrics'; readonly id: number; readonly page: MetricsPage | MetricsFailure }
  | { readonly type: 'close' };

/** From the probe thread. */
export type FromThread =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'refused'; readonly code: string | undefined; readonly message: string }
  /** `accept` is the scraper's header: it decides the format. */
  | { readonly type: 'metrics'; readonly id: number; readonly accept: string }
  | Extract<RuntimeEvent, { readonly type: 'liveness' }>;
