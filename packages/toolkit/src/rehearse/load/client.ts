import type { Clock } from '../clock.ts';
import type { RequestRecord } from '../requests.ts';
import type { LoadAction, LoadPlan } from './plan.ts';
import type { Router } from './router.ts';

/** A request that is due now, or was while the load was kept from sending it. */
export interface DueRequest {
  readonly id: number;
  readonly action: LoadAction;
  /** Of the action in its plan. */
  readonly actionIndex: number;
  readonly dueAt: number;
  /** Whose request it is, counted from 0. */
  readonly client: number;
  /** It is to have a connection of its own. */
  readonly fresh: boolean;
}

/** What became of it. */
export type Outcome = Pick<
  RequestRecord,
  'sentAt' | 'pod' | 'connection' | 'fresh' | 'fate' | 'status' | 'retryAfter' | 'retries'
>;

/** What the clients of all protocols work with. */
export interface ClientContext<R extends Router = Router> {
  readonly clock: Clock;
  readonly router: R;
  readonly plan: LoadPlan;
  /** The number of a connection that is about to be opened. */
  nextConnection(): number;
  /** Takes note of a request's end; each request ends once. */
  ended(request: DueRequest, outcome: Outcome): void;
}

/** All clients of one protocol. None of them ever sends a request twice. */
export interface Client {
  send(request: DueRequest): void;
  /** Closes what has been idle for too long. */
  sweep(): void;
  /** Ends streams, which would go on for long, in good order; all else is left to come to its end. */
  endStreams(): void;
  /** Closes every connection. No request is under way. */
  close(): void;
}
