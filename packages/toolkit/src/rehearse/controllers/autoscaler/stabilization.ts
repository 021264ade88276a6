/** How long recommendations hold, in milliseconds. */
interface Windows {
  /** Nothing goes below a recommendation of the last so many. */
  readonly downMs: number;
  /** Nothing goes above one of the last so many. Undefined for an autoscaler without a `behavior`: see {@link Stabilization}. */
  readonly upMs: number | undefined;
}

interface Recommendation {
  readonly at: number;
  readonly replicas: number;
}

/**
 * Remembers recommendations, so that none is followed that the last minutes speak against (podautoscaler/horizontal.go
 * stabilizeRecommendationWithBehaviors): down to the highest of the window for it at most, up to the lowest of its own.
 * Without a `behavior` the highest of the window is followed, also where the newest one is to go down
 * (stabilizeRecommendation).
 */
export class Stabilization {
  readonly #windows: Windows;
  #recommendations: Recommendation[];

  /** @param replicas what is there at the start counts as the first recommendation */
  constructor(windows: Windows, replicas: number, now: number) {
    this.#windows = windows;
    this.#recommendations = [{ at: now, replicas }];
  }

  /** Takes a recommendation in, and returns what to do. */
  stabilize(current: number, replicas: number, now: number): number {
    const { downMs, upMs } = this.#windows;
    this.#recommendations = this.#recommendations.filter(({ at }) => at > now - Math.max(downMs, upMs ?? 0));
    const within = (windowMs: number) =>
      this.#recommendations.filter(({ at }) => at > now - windowMs).map((it) => it.replicas);
    const highest = Math.max(replicas, ...within(downMs));
    const lowest = upMs === undefined ? highest : Math.min(replicas, ...within(upMs));
    this.#recommendations.push({ at: now, replicas });
    return Math.min(Math.max(current, lowest), highest);
  }
}
