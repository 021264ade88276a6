interface Recommendation {
  readonly at: number;
  readonly replicas: number;
}

/**
 * Remembers recommendations, so that none is followed that the last minutes speak against (podautoscaler/horizontal.go
 * stabilizeRecommendationWithBehaviors): down to the highest of the window for it at most, up to the lowest of its own.
 */
export class Stabilization {
  readonly #downMs: number;
  readonly #upMs: number;
  #recommendations: Recommendation[];

  /** @param replicas what is there at the start counts as the first recommendation */
  constructor(windows: { readonly downMs: number; readonly upMs: number }, replicas: number, now: number) {
    this.#downMs = windows.downMs;
    this.#upMs = windows.upMs;
    this.#recommendations = [{ at: now, replicas }];
  }

  /** Takes a recommendation in, and returns what to do. */
  stabilize(current: number, replicas: number, now: number): number {
    this.#recommendations = this.#recommendations.filter(
      ({ at }) => at > now - Math.max(this.#downMs, this.#upMs),
    );
    const within = (windowMs: number) =>
      this.#recommendations.filter(({ at }) => at > now - windowMs).map((it) => it.replicas);
    const lowest = Math.min(replicas, ...within(this.#upMs));
    const highest = Math.max(replicas, ...within(this.#downMs));
    this.#recommendations.push({ at: now, replicas });
    return Math.min(Math.max(current, lowest), highest);
  }
}
