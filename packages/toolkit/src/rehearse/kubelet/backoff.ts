/** The first delay, the longest one, and after how long a run the series begins anew, in milliseconds. */
const BASE_MS = 10_000;
const MAX_MS = 300_000;
const RESET_MS = 2 * MAX_MS;

/**
 * The CrashLoopBackOff of one container: the first restart at once, then 10 s, 20 s … 300 s after the last end, without
 * jitter, anew after a run of more than 10 minutes (client-go/util/flowcontrol/backoff.go, pkg/kubelet/kuberuntime
 * doBackOff). The exit code does not matter.
 */
export class RestartBackoff {
  #entry: { delayMs: number; updatedAt: number } | undefined;

  /** When a container that ended at `finishedAt` may be started again, in the clock's milliseconds. */
  restartAt(finishedAt: number): number {
    const entry = this.#valid(finishedAt);
    return entry === undefined ? finishedAt : finishedAt + entry.delayMs;
  }

  /** Notes a restart at `now` after an end at `finishedAt`, which makes the next one wait longer. */
  restarted(finishedAt: number, now: number): void {
    const entry = this.#valid(finishedAt);
    const delayMs = entry === undefined ? BASE_MS : Math.min(entry.delayMs * 2, MAX_MS);
    this.#entry = { delayMs, updatedAt: now };
  }

  #valid(finishedAt: number) {
    if (this.#entry === undefined || finishedAt - this.#entry.updatedAt > RESET_MS) return undefined;
    return this.#entry;
  }
}
