import type { RequestRecord } from '../../../requests.ts';
import type { ContainerRun } from '../../pods/index.ts';
import type { Ending } from '../ending.ts';
import type { LossFault } from '../loss.ts';

/**
 * A request that is broken off after this long, in milliseconds, was being worked on. A shorter one met a connection that
 * the program was closing as it was sent: a round trip on one machine takes far less.
 */
const UNDER_WAY_MS = 100;

/**
 * How much later than it was so a port is seen to be closed, in milliseconds: what is sampled of many pods is sampled less often
 * (`PORTS_MS_PER_POD` of the rehearsal).
 */
const CLOSING_MS = 500;

/** Why a request was lost to a pod that was told to end. */
export function endingCause(
  request: RequestRecord,
  run: ContainerRun,
  ending: Ending,
  slackMs: number,
): LossFault {
  const { fate, endedAt, sentAt, fresh, kind } = request;
  if (run.sigkillAt !== undefined && endedAt >= run.sigkillAt - slackMs) return killCause(ending);
  if (fate === 'status') return 'rejects-while-draining';
  if (ending.atOnce) return 'exits-at-signal';
  if (fate === 'refused') return 'listener-closed-early';
  // Nobody answers for an address that is gone.
  if (fate === 'timeout' && run.exit !== undefined && sentAt >= run.exit.at - slackMs)
    return 'listener-closed-early';
  // The client gave up on a program that ran on: it held the request, whatever it does with it.
  if (fate === 'timeout' && run.sigkillAt !== undefined) return killCause(ending);
  if (fate === 'timeout' || kind === 'websocket' || kind === 'sse' || kind === 'upload')
    return 'in-flight-cut';
  if (endedAt - sentAt >= UNDER_WAY_MS) return 'in-flight-cut';
  if (!fresh) return 'keep-alive-reset';
  // One that the kernel had accepted and the program never did; or that it took and closed, accepting all the while.
  const isClosing = endedAt >= (ending.closedAt ?? run.exit?.at ?? Infinity) - CLOSING_MS;
  return isClosing ? 'listener-closed-early' : 'rejects-while-draining';
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
