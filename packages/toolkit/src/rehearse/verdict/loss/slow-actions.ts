import type { Conditions } from '../../evidence.ts';
import { isLost, type RequestRecord } from '../../requests.ts';
import { onItsWayMs } from './on-its-way.ts';

/**
 * What a program has not answered for this long, in milliseconds, it has been working on, unless it did not come to read it: on
 * a machine with work for all its cores a process waits some milliseconds for its turn.
 */
export const UNREAD_MS = 10;

/** The actions of the load whose answers take longer than it takes a program to read a request: at least half of them. */
export function slowActions(
  requests: Iterable<RequestRecord>,
  { roundTripMs }: Pick<Conditions, 'roundTripMs'>,
): ReadonlySet<string> {
  const answers = new Map<string, { all: number; slow: number }>();
  for (const request of requests) {
    if (isLost(request)) continue;
    let own = answers.get(request.action);
    if (own === undefined) answers.set(request.action, (own = { all: 0, slow: 0 }));
    own.all++;
    if (request.endedAt - request.sentAt - onItsWayMs(request, roundTripMs) >= UNREAD_MS) own.slow++;
  }
  return new Set([...answers].filter(([, { all, slow }]) => slow * 2 >= all).map(([action]) => action));
}
