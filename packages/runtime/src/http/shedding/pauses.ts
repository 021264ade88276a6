/** Silence of so many milliseconds is looked into. */
const PAUSE_MS = 250;
/** What waited is excused for as long as the pause was, in milliseconds at most. */
const LONGEST_EXCUSE_MS = 10_000;

/**
 * Knows of time in which the machine did not let the process run: the loop was silent, and hardly any CPU time was used. It is
 * no load of the process's own, and nobody is to be refused for having waited through it.
 */
export class Pauses {
  readonly #cpuMs: () => number;
  #expectedAt = Infinity;
  #cpuThen = 0;
  #excusedUntil = -Infinity;

  /** @param cpuMs CPU time that the process has used, in milliseconds */
  constructor(cpuMs: () => number = processCpuMs) {
    this.#cpuMs = cpuMs;
  }

  /** The loop runs, and will again at `at`. */
  expect(at: number): void {
    this.#expectedAt = at;
    this.#cpuThen = this.#cpuMs();
  }

  /** Whether what waits may have waited for the machine. */
  excuse(now: number): boolean {
    const silentMs = now - this.#expectedAt;
    if (silentMs >= PAUSE_MS && this.#cpuMs() - this.#cpuThen < silentMs / 2)
      this.#excusedUntil = now + Math.min(silentMs, LONGEST_EXCUSE_MS);
    return now < this.#excusedUntil;
  }
}

function processCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
