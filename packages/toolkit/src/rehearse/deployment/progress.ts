/** What a rollout is measured by. */
export interface Progress {
  /** Replicas asked for of the new set. */
  readonly updated: number;
  /** Replicas asked for of the old sets. */
  readonly outdated: number;
  readonly ready: number;
  readonly available: number;
}

/**
 * Tells whether a rollout is stuck: no progress for progressDeadlineSeconds (pkg/controller/deployment/progress.go).
 * Nothing else follows from it, least of all a rollback.
 */
export class ProgressDeadline {
  readonly #deadlineMs: number;
  #last: Progress | undefined;
  #since: number;

  constructor(deadlineSeconds: number, now: number) {
    this.#deadlineMs = deadlineSeconds * 1000;
    this.#since = now;
  }

  /** Takes note of where the rollout stands. True when that is further than before. */
  note(progress: Progress, now: number): boolean {
    const isFurther = this.#last === undefined || isProgress(this.#last, progress);
    if (isFurther) this.#since = now;
    this.#last = progress;
    return isFurther;
  }

  /** When the deadline passes unless something moves, in the clock's milliseconds. */
  get at(): number {
    return this.#since + this.#deadlineMs;
  }
}

/** More new ones, fewer old ones, more ready or more available (deployment_util.go DeploymentProgressing). */
function isProgress(before: Progress, after: Progress): boolean {
  return (
    after.updated > before.updated ||
    after.outdated < before.outdated ||
    after.ready > before.ready ||
    after.available > before.available
  );
}
