import { isStream, type RequestRecord } from '../../../requests.ts';
import type { ContainerRun } from '../../pods/index.ts';
import type { Ending } from '../ending.ts';
import type { LossFault } from '../loss.ts';
import { onItsWayMs } from '../on-its-way.ts';
import { isQueued } from '../queue.ts';
import { UNREAD_MS } from '../slow-actions.ts';

/** What has had no answer for this long, in milliseconds, is being worked on, however quickly its like is answered as a rule. */
const UNDER_WAY_MS = 100;

/**
 * How much later than it was so a port is seen to be closed, in milliseconds: what is sampled of many pods is sampled less often
 * (`PORTS_MS_PER_POD` of the rehearsal).
 */
const CLOSING_MS = 500;

/** What the causes of all requests are told by. */
export interface EndingContext {
  /** From a client to a pod and back, in milliseconds. */
  readonly roundTripMs: number;
  /** What is this close together, in milliseconds, happened in any order. */
  readonly slackMs: number;
  /** Actions that are not answered at once. */
  readonly slow: ReadonlySet<string>;
  /** The run answered something that was sent to it after the signal. */
  readonly servedOn: boolean;
}

/** Why a request was lost to a pod that was told to end. */
export function endingCause(
  request: RequestRecord,
  run: ContainerRun,
  ending: Ending,
  context: EndingContext,
): LossFault {
  const { fate, endedAt, sentAt, fresh, kind } = request;
  const { slackMs } = context;
  if (run.sigkillAt !== undefined && endedAt >= run.sigkillAt - slackMs) return killCause(ending);
  if (fate === 'status') return 'rejects-while-draining';
  if (ending.scriptShell !== undefined) return 'shell-as-pid-1';
  if (ending.atOnce) return 'exits-at-signal';
  if (fate === 'refused') return 'listener-closed-early';
  // Nobody answers for an address that is gone.
  if (fate === 'timeout' && run.exit !== undefined && sentAt >= run.exit.at - slackMs)
    return 'listener-closed-early';
  // A client may also give up before.
  if (isQueued(request, ending.queue) && (fate !== 'timeout' || endedAt >= (run.exit?.at ?? Infinity)))
    return 'listener-closed-early';
  // The client gave up on a program that ran on: it held the request, whatever it does with it.
  if (fate === 'timeout' && run.sigkillAt !== undefined) return killCause(ending);
  if (fate === 'timeout' || isStream(kind) || kind === 'upload') return 'in-flight-cut';
  if (isUnderWay(request, run, context)) return 'in-flight-cut';
  if (!fresh) return 'keep-alive-reset';
  // One that the kernel had accepted and the program never did; or that it took and closed, accepting all the while.
  const isClosing = endedAt >= (ending.closedAt ?? run.exit?.at ?? Infinity) - CLOSING_MS;
  return isClosing ? 'listener-closed-early' : 'rejects-while-draining';
}

/**
 * Whether the program was working on a request that was broken off. What it answers at once it had not come to read, and it closed a
 * connection that was idle as far as it knew; but it closes none before it is told to end. One that takes nothing up after the signal
 * leaves what comes in the listener's queue, or closes the kept connection that it comes over, as Tomcat does.
 */
function isUnderWay(
  request: RequestRecord,
  { stop }: ContainerRun,
  { slow, servedOn, roundTripMs }: EndingContext,
): boolean {
  const { action, sentAt, endedAt, fresh } = request;
  const arrivedAt = sentAt + onItsWayMs(request, roundTripMs);
  const age = endedAt - arrivedAt;
  const stopAt = stop?.at ?? -Infinity;
  const mayBeTaken = servedOn || arrivedAt < stopAt;
  if (age >= UNDER_WAY_MS) return mayBeTaken || !fresh;
  return age >= UNREAD_MS && ((mayBeTaken && slow.has(action)) || arrivedAt <= stopAt - UNREAD_MS);
}

/** Why SIGKILL was needed. */
export function killCause({
  ignored,
  shell,
  closedAt,
}: Ending): 'signal-ignored' | 'shell-as-pid-1' | 'grace-too-short' | 'killed-at-grace-end' {
  if (ignored) return shell === undefined ? 'signal-ignored' : 'shell-as-pid-1';
  return closedAt === undefined ? 'grace-too-short' : 'killed-at-grace-end';
}
