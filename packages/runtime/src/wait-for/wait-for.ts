import { systemClock, type Clock } from '../clock.ts';
import { SeaworthyError } from '../errors.ts';
import type { RuntimeEvent } from '../events.ts';
import { deadlineIn, retry } from '../lifecycle/index.ts';
import { failureText } from '../probes/index.ts';
import { ask } from './ask.ts';
import { parseTarget, type Target } from './target.ts';

/** How {@link waitFor} waits. */
export interface WaitForOptions {
  /** Milliseconds to wait for all targets. Default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** Aborts the waiting. Default: never. */
  readonly signal?: AbortSignal;
  /** Hears of each vain attempt and of each target that answers. Default: nobody. */
  readonly emit?: (event: RuntimeEvent) => void;
  /** Variables that targets may name. Default `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  readonly clock?: Clock;
}

/** How long one attempt may take, in milliseconds: a packet may be lost, or a firewall swallow it. */
const ATTEMPT_MS = 5000;

/**
 * Waits until every target answers: `http://…` and `https://…` (a status of success), `postgres://…` (lets us in), `redis://…` and
 * `rediss://…` (answers a PING); `tcp://host:port`, or `host:port` alone, and `amqp://…`, `amqps://…`, `kafka://…`, `mongodb://…`, `mqtt://…`,
 * `mqtts://…`, `mysql://…` and `nats://…` (accepts a connection; of several hosts, separated by commas, one does); or the name of a variable
 * that holds such an address. Credentials are never told.
 *
 * @throws SeaworthyError SW_SERVER_UNAVAILABLE naming those that do not answer in time; SW_USAGE for what is no target; the
 * signal's reason
 */
export async function waitFor(targets: readonly string[], options: WaitForOptions = {}): Promise<void> {
  const { env = process.env } = options;
  const parsed = targets.map((text, index) => parseTarget(text, env, `wait-for, target ${index + 1}`));
  const waits = parsed.map((target) => waitForOne(target, options));
  const ends = await Promise.allSettled(waits);
  options.signal?.throwIfAborted();
  const reasons = ends.flatMap((end): unknown[] => (end.status === 'rejected' ? [end.reason] : []));
  if (reasons.length > 0) throw unavailable(reasons);
}

async function waitForOne(target: Target, options: WaitForOptions): Promise<void> {
  const { clock = systemClock, emit = () => undefined, timeoutMs = 60_000 } = options;
  const { signal = new AbortController().signal } = options;
  const begun = clock.now();
  const attempt = async () => {
    using deadline = deadlineIn(clock, ATTEMPT_MS);
    try {
      await ask(target, AbortSignal.any([signal, deadline.signal]));
    } catch (error) {
      // oxlint-disable-next-line eslint/preserve-caught-error -- the cause may hold the address with its credentials
      throw new Error(deadline.signal.aborted ? `no answer within ${ATTEMPT_MS} ms` : failureText(error));
    }
  };
  try {
    await retry({ clock, emit, signal }, target.label, attempt, { timeoutMs, maxMs: 2000 });
  } catch (error) {
    // oxlint-disable-next-line eslint/preserve-caught-error -- it is told in the message
    throw new Error(`${target.label}: ${failureText(error)}`);
  }
  emit({ type: 'reached', target: target.label, ms: clock.now() - begun });
}

function unavailable(reasons: readonly unknown[]): SeaworthyError {
  return new SeaworthyError('SW_SERVER_UNAVAILABLE', {
    what: `No answer in time: ${reasons.map((reason) => failureText(reason)).join('; ')}`,
    where: 'wait-for',
  });
}
