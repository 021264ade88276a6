import type { Endpoint } from '../endpoints.ts';
import type { Loss, Outcome } from './client.ts';

/** A lost request with what its pod was doing then. */
export interface LossRecord extends Loss {
  /** Milliseconds since the start of the load. */
  readonly at: number;
  /** `ready`, `draining` …; `none` when there was no endpoint. */
  readonly phase: string;
  /** Milliseconds from the pod's signal to the loss. */
  readonly sinceSignal: number | undefined;
}

/** What the pod of an endpoint is doing now. */
export type Describe = (endpoint: Endpoint) => { phase: string; sinceSignal: number | undefined };

/** Counts one kind of client's outcomes. */
export class Tally {
  sent = 0;
  /** Messages that met a Close 1001 on the wire. */
  crossed = 0;
  readonly losses: LossRecord[] = [];
  /** When each WebSocket was ended with 1001, by pod. */
  readonly goneAway = new Map<string, number[]>();
  readonly #elapsed: () => number;
  readonly #describe: Describe;

  constructor(elapsed: () => number, describe: Describe) {
    this.#elapsed = elapsed;
    this.#describe = describe;
  }

  record(outcome: Outcome): void {
    if (outcome === 'answered') return;
    if (outcome === 'crossed') this.crossed += 1;
    else this.lost(outcome);
  }

  lost(loss: Loss): void {
    const pod =
      loss.endpoint === undefined ? { phase: 'none', sinceSignal: undefined } : this.#describe(loss.endpoint);
    this.losses.push({ ...loss, ...pod, at: this.#elapsed() });
  }

  goingAway({ pod }: Endpoint): void {
    this.goneAway.set(pod, [...(this.goneAway.get(pod) ?? []), this.#elapsed()]);
  }
}
