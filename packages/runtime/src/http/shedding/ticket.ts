import type { RequestLine } from './options.ts';
import type { RouteRule } from './route-rules.ts';

/** A request as the shedder sees it. The fields that can be written belong to the shedder. */
export interface Ticket extends RequestLine {
  /** When it arrived, in the clock's milliseconds. */
  readonly startedAt: number;
  /** The pattern of its route, where the router has told it. */
  readonly route: string | undefined;
  /** `outside`: not counted, either not yet or no more. */
  standing: 'outside' | 'waiting' | 'running';
  /** When its handler began, in the clock's milliseconds. */
  runningSince: number;
  /** How many ran then, itself included. */
  concurrency: number;
  rule: RouteRule | undefined;
}
