import type { RequestRecord } from '../../requests.ts';

/**
 * How long a request and its answer were on their way, in milliseconds: nobody worked on it meanwhile. Over a new connection its SYN was
 * there and back before.
 */
export function onItsWayMs({ fresh }: Pick<RequestRecord, 'fresh'>, roundTripMs: number): number {
  return fresh ? 2 * roundTripMs : roundTripMs;
}
