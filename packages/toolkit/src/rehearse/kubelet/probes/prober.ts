import type { Clock } from '../../clock.ts';
import type { ProbeOutcome } from '../../events.ts';
import { throwIfExhausted } from '../../exhaustion.ts';
import type { ProbeSpec } from '../spec/index.ts';
import { ask, type ProbeTarget } from './actions.ts';
import type { Finding } from './finding.ts';

/** How often the kubelet tries to ask before it discards a probe (pkg/kubelet/prober maxProbeRetries). */
const MAX_TRIES = 3;

/** What came of one probe. */
interface Report {
  readonly outcome: ProbeOutcome;
  readonly message: string;
}

/** Does one probe: asks within the time-out, and again when asking itself failed. */
export class Prober {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @param ended aborts when the worker is stopped; the probe then counts for nothing
   * @throws ToolkitError SW_MACHINE_EXHAUSTED: no rule of Kubernetes is for that
   */
  async probe(spec: ProbeSpec, target: ProbeTarget, ended: AbortSignal): Promise<Report> {
    let fault: unknown;
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      try {
        return await this.#askOnce(spec, target, ended);
      } catch (error) {
        throwIfExhausted(error);
        fault = error;
      }
      if (ended.aborted) break;
    }
    return { outcome: 'error', message: String(fault) };
  }

  /**
   * timeoutSeconds bounds the whole of one try: connecting, redirects and the body. What a time-out means is up to the
   * action: nobody answering in time is a failure, a body that is still under way is a fault of the asking.
   */
  async #askOnce(
    { action, timeoutSeconds }: ProbeSpec,
    target: ProbeTarget,
    ended: AbortSignal,
  ): Promise<Finding> {
    const timeout = new AbortController();
    const timer = this.#clock.after(timeoutSeconds * 1000, () =>
      timeout.abort(new Error(`no answer within ${timeoutSeconds} s`)),
    );
    try {
      return await ask(action, target, AbortSignal.any([timeout.signal, ended]));
    } finally {
      timer.clear();
    }
  }
}
