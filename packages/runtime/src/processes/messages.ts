import type { ConfigInputs } from '../config/index.ts';
import type { State } from '../events.ts';
import type { CheckResult } from '../probes/index.ts';
import type { WireFamily } from '../telemetry/index.ts';

/** What a process starts with. */
export interface Welcome {
  readonly type: 'welcome';
  readonly inputs: ConfigInputs;
  /** Whether the primary writes to a terminal. */
  readonly terminal: boolean;
  /** How the size of its heap came about. */
  readonly heap: { readonly sized: boolean; readonly reason: string };
}

/** From the primary to one of the others. */
export type ToProcess =
  | Welcome
  | { readonly type: 'config'; readonly inputs: ConfigInputs }
  /** Ids of all processes but the primary. */
  | { readonly type: 'pids'; readonly pids: readonly number[] }
  | { readonly type: 'metrics'; readonly id: number }
  | { readonly type: 'stop'; readonly cause: 'request' | 'fault'; readonly reason: string }
  /** No process holds the port any more; or the others serve on. */
  | { readonly type: 'closed' }
  /** Exit at once, after flushing the log. */
  | { readonly type: 'exit' };

/** To the primary. */
export type FromProcess =
  | {
      readonly type: 'health';
      readonly state: State;
      readonly checks: readonly CheckResult[];
      /** Whether it listens to SIGHUP. */
      readonly hangup: boolean;
    }
  /** `debugged`: a debugger may hold its main loop. */
  | { readonly type: 'beat'; readonly debugged: boolean }
  /** It has closed its listener. */
  | { readonly type: 'closed' }
  /** It has stopped in order, and is about to end. */
  | { readonly type: 'stopped' }
  /** The service has ended itself in it: all are to stop. */
  | { readonly type: 'stop'; readonly reason: string }
  /** Without `id`: the last before its end. */
  | { readonly type: 'metrics'; readonly id?: number; readonly families: readonly WireFamily[] };

/** Messages of the service’s own go by the same channel. */
interface Envelope {
  readonly seaworthy: unknown;
}

export function wrap(message: ToProcess | FromProcess): Envelope {
  return { seaworthy: message };
}

/** Undefined: it is none of ours. Each side gets only what the other sends, so the receiver says which it is. */
export function unwrap(envelope: unknown): unknown {
  if (typeof envelope !== 'object' || envelope === null || !('seaworthy' in envelope)) return undefined;
  return envelope.seaworthy;
}
