import type { Clock } from '../clock.ts';

/** How often the kubelet asks the runtime what runs (pkg/kubelet/kubelet.go genericPlegRelistPeriod). */
const PERIOD_MS = 1000;

/** When the kubelet learns what became of its containers: at the next relist, never at once. */
export class Relist {
  readonly #clock: Clock;
  readonly #phaseMs: number;

  /** @param phaseMs when in the clock's time the first relist was */
  constructor(clock: Clock, phaseMs: number) {
    this.#clock = clock;
    this.#phaseMs = phaseMs;
  }

  /** Milliseconds until the next relist: more than 0, at most a second. */
  get nextMs(): number {
    const sinceLast = (this.#clock.now() - this.#phaseMs) % PERIOD_MS;
    return PERIOD_MS - (sinceLast < 0 ? sinceLast + PERIOD_MS : sinceLast);
  }
}
