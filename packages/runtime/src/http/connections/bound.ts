import type { Connection } from './connection.ts';
import type { Standing } from './standing.ts';
import type { ResolvedLimits } from '../limits.ts';

/** What connections take of something there is only so much of, by what they do; one that leaves has its own bound. */
export interface ConnectionBound {
  /** How much of it they may take. */
  readonly most: () => number;
  /** What one takes in each standing… */
  readonly weights: Readonly<Record<Bounded | 'busy', number>>;
  /** …and one of HTTP/2 in any but `busy`. */
  readonly http2Weight: number;
  /** Called whenever they took more. */
  readonly onReached?: () => void;
}

/** Those that make way, first those that do so first. */
export const bounded = ['head', 'unused', 'kept'] as const satisfies readonly Standing[];

/** A standing in which a connection may have to make way. */
export type Bounded = (typeof bounded)[number];

/**
 * What a connection takes beside a head. In pods of 128 MiB that were killed for them (node 24.21) there were 16.8 KiB for each that
 * had got an answer, 23 for each with 15 kB of a head, and of HTTP/2 20 and 35; one that has sent nothing takes 8.
 */
const CONNECTION_BYTES = 16_384;
/** One in the middle of a head counts for two. */
const HEAD_WEIGHT = 2;
/** So many are allowed at least. */
const FEWEST = 64;

/** Bounds those without a request by their memory, of which requests in flight have their own account. */
export function memoryBound(most: () => number): ConnectionBound {
  // Of one of HTTP/2 it is not known whether it is in the middle of a head.
  return { most, weights: { busy: 0, head: HEAD_WEIGHT, unused: 0.5, kept: 1 }, http2Weight: 4 };
}

/** How many connections without a request `bytes` hold, where those with a head that is all but whole count for two. */
export function connectionsWithin(bytes: number, { maxHeaderBytes }: ResolvedLimits): number {
  return Math.max(FEWEST, Math.floor((HEAD_WEIGHT * bytes) / (CONNECTION_BYTES + maxHeaderBytes)));
}

/** What a connection takes of it. */
export function weightOf(
  bound: ConnectionBound,
  { protocol }: Connection,
  standing: Bounded | 'busy',
): number {
  return protocol === 'h2' && standing !== 'busy' ? bound.http2Weight : bound.weights[standing];
}

/** The most that it may take, whatever it does. */
export function possibleWeightOf(
  { weights, http2Weight }: ConnectionBound,
  { protocol }: Connection,
): number {
  if (protocol === undefined) return weights.unused;
  return protocol === 'h2' ? http2Weight : weights.head;
}
