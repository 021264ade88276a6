import type { EventBus, RejectionReason } from '../../events.ts';

/** Counts what is refused before a handler sees it, and tells of it at most once per flush: a flood of bad requests
 * must not become a flood of log lines. */
export class Rejections {
  readonly #bus: EventBus;
  readonly #counts = new Map<RejectionReason, { count: number; remote: string }>();

  constructor(bus: EventBus) {
    this.#bus = bus;
  }

  add(reason: RejectionReason, remote: string): void {
    const entry = this.#counts.get(reason);
    if (entry === undefined) this.#counts.set(reason, { count: 1, remote });
    else {
      entry.count++;
      entry.remote = remote;
    }
  }

  /** Emits one event per reason since the last flush. */
  flush(): void {
    for (const [reason, { count, remote }] of this.#counts)
      this.#bus.emit({ type: 'http.rejected', reason, count, remote });
    this.#counts.clear();
  }
}
