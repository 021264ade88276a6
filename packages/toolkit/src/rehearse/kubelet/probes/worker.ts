import type { Clock } from '../../clock.ts';
import type { ProbeKind, ProbeOutcome } from '../../events.ts';
import type { ProbeSpec } from '../spec/index.ts';
import type { ContainerStatus } from '../status/index.ts';
import { initialResults, type Result } from './result.ts';
import { Ticker } from './ticker.ts';

/** What a worker sees of its container, and what it tells of it. */
export interface Probed {
  /** As the kubelet knows it. */
  status(): Pick<ContainerStatus, 'state' | 'started'>;
  /** The pod has come to its end. */
  isOver(): boolean;
  /** Probes once. */
  probe(spec: ProbeSpec, ended: AbortSignal): Promise<ProbeOutcome>;
  /** What holds from now on for the container of this id; `unknown` only at its beginning. */
  decided(id: string, result: Result): void;
}

/**
 * The loop of one probe of one container over all its restarts (pkg/kubelet/prober/worker.go). Its ticks are counted from
 * when the pod was added, not from the container's start, and no two probes of it overlap.
 */
export class ProbeWorker {
  readonly #kind: ProbeKind;
  readonly #spec: ProbeSpec;
  readonly #probed: Probed;
  readonly #clock: Clock;
  readonly #ended = new AbortController();
  #ticker: Ticker | undefined;
  #id: string | undefined;
  #onHold = false;
  #lastOutcome: ProbeOutcome | undefined;
  #run = 0;

  constructor(kind: ProbeKind, spec: ProbeSpec, probed: Probed, clock: Clock) {
    this.#kind = kind;
    this.#spec = spec;
    this.#probed = probed;
    this.#clock = clock;
  }

  /**
   * Probes until {@link stop} or the pod's end.
   *
   * @param delayMs what a kubelet that has just started waits first, so as not to probe all pods at once. Default 0
   */
  async run(delayMs = 0): Promise<void> {
    const { signal } = this.#ended;
    try {
      if (delayMs > 0) await this.#clock.sleep(delayMs, signal);
      this.#ticker = new Ticker(this.#clock, this.#spec.periodSeconds * 1000);
      while (await this.#doProbe()) await this.#ticker.wait(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Asks for a probe at once, or right after the one under way. */
  trigger(): void {
    this.#ticker?.trigger();
  }

  stop(): void {
    this.#ended.abort(new Error('the worker was stopped'));
  }

  /** False when there is nothing more to probe, ever. */
  async #doProbe(): Promise<boolean> {
    if (this.#probed.isOver()) return false;
    const { state, started } = this.#probed.status();
    if (state.kind === 'waiting') return true;
    if (state.id !== this.#id) this.#adopt(state.id);
    if (this.#onHold) return true;
    if (state.kind !== 'running') {
      this.#probed.decided(state.id, 'failure');
      return true;
    }
    // A status holds whole seconds (pkg/kubelet/status normalizeStatus): the delay is shorter by the part of one that it leaves out.
    const startedSeconds = Math.floor(state.startedAt / 1000);
    if (this.#clock.now() / 1000 - startedSeconds < this.#spec.initialDelaySeconds) return true;
    // The startup probe has had its say, or has yet to have it.
    if (started === (this.#kind === 'startup')) return true;
    const outcome = await this.#probed.probe(this.#spec, this.#ended.signal);
    this.#ended.signal.throwIfAborted();
    if (outcome !== 'error') this.#count(state.id, outcome);
    return true;
  }

  #adopt(id: string): void {
    this.#id = id;
    this.#onHold = false;
    this.#probed.decided(id, initialResults[this.#kind]);
  }

  #count(id: string, outcome: Exclude<ProbeOutcome, 'error'>): void {
    this.#run = outcome === this.#lastOutcome ? this.#run + 1 : 1;
    this.#lastOutcome = outcome;
    const { failureThreshold, successThreshold } = this.#spec;
    if (this.#run < (outcome === 'failure' ? failureThreshold : successThreshold)) return;
    this.#probed.decided(id, outcome);
    // The container is about to be restarted, or its start is decided: what is asked from now on says nothing.
    if (this.#kind === 'startup' || (this.#kind === 'liveness' && outcome === 'failure')) {
      this.#onHold = true;
      this.#run = 0;
    }
  }
}
