import type { RuntimeEvent } from '../../../events.ts';

/**
 * Why a span was not exported: no room in the queue; the collector could not be reached in time; it refused the batch,
 * or the span could not be encoded; it refused the span; the process ended first.
 */
export type DropReason = 'queue full' | 'unavailable' | 'refused' | 'rejected' | 'shutdown';

/** Counts since the start of the process. `queued` and `sending` are what is under way now. */
export interface ExportStats {
  readonly queued: number;
  readonly sending: number;
  readonly exported: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** Requests that the collector did not accept, retries included. */
  readonly failures: number;
}

/** Counts what became of each span, and tells when the collector fails and recovers. */
export class ExportLedger {
  sending = 0;
  /** Batches given up. */
  failedBatches = 0;
  readonly #emit: (event: RuntimeEvent) => void;
  readonly #dropped: Record<DropReason, number> = {
    'queue full': 0,
    unavailable: 0,
    refused: 0,
    rejected: 0,
    shutdown: 0,
  };
  #exported = 0;
  #failures = 0;
  #failing = false;
  /** How many drops the last event told of. */
  #toldDropped = 0;
  #lastError: string | undefined;

  constructor(emit: (event: RuntimeEvent) => void) {
    this.#emit = emit;
  }

  stats(queued: number): ExportStats {
    return {
      queued,
      sending: this.sending,
      exported: this.#exported,
      dropped: { ...this.#dropped },
      failures: this.#failures,
    };
  }

  accepted(spans: number, { rejected, message }: { rejected: number; message: string }): void {
    const refused = Math.min(rejected, spans);
    this.#exported += spans - refused;
    this.dropped('rejected', refused);
    if (refused > 0) this.failed(message);
    else this.#turn('recovered');
  }

  dropped(reason: DropReason, spans: number): void {
    this.#dropped[reason] += spans;
  }

  /** A request failed. One event tells of the first until one succeeds. */
  failed(error: string): void {
    this.#failures += 1;
    this.#lastError = error;
    this.#turn('failing', error);
  }

  /** The process ends: what was lost since the last event is told. */
  ended(): void {
    if (this.#allDropped() > this.#toldDropped)
      this.#tell('failing', this.#lastError ?? 'the process ended first');
  }

  #turn(state: 'failing' | 'recovered', error?: string): void {
    if (this.#failing === (state === 'failing')) return;
    this.#failing = state === 'failing';
    this.#tell(state, error);
  }

  #allDropped(): number {
    return Object.values(this.#dropped).reduce((sum, count) => sum + count, 0);
  }

  #tell(state: 'failing' | 'recovered', error?: string): void {
    const dropped = this.#allDropped();
    this.#toldDropped = dropped;
    this.#emit({
      type: 'telemetry.export',
      signal: 'traces',
      state,
      dropped,
      ...(error && { error: error.slice(0, 500) }),
    });
  }
}
