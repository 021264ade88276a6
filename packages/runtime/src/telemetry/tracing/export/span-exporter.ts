import type { Clock, Timer } from '../../../clock.ts';
import type { RuntimeEvent } from '../../../events.ts';
import { orTimeout, type Deadline } from '../../../lifecycle/index.ts';
import { runInScope, type Scope } from '../../../scope.ts';
import { textOf } from '../../../thrown.ts';
import { judge, type Reply } from '../../otlp/index.ts';
import type { BatchSettings } from '../settings/index.ts';
import type { RecordedSpan } from '../span/index.ts';
import { waitMs } from './retry-wait.ts';
import { ExportLedger, type DropReason, type ExportStats } from './export-ledger.ts';
import type { SpanBatch } from './otlp/index.ts';

/** Sends a batch once. It never rejects. */
export type SendSpans = (batch: SpanBatch, signal: AbortSignal) => Promise<Reply>;

/** What an exporter works with. */
export interface SpanExporterOptions {
  readonly clock: Clock;
  readonly settings: BatchSettings;
  /** An empty batch. */
  readonly begin: () => SpanBatch;
  readonly send: SendSpans;
  readonly emit: (event: RuntimeEvent) => void;
  /** In which the exporter's own work runs, so that it holds no request's scope and is not traced itself. */
  readonly scope: Scope;
  /** Jitter, from 0 to 1. Default `Math.random`. */
  readonly random?: () => number;
}

/**
 * So many spans are encoded at once: while they are still in the processor's cache, before the garbage collector has
 * moved them, and in less time than a request takes.
 */
const ENCODED_AT_ONCE = 32;

/** While spans are flushed a batch is tried so often: a dead collector must not eat the shutdown's budget. */
const FLUSH_ATTEMPTS = 2;

/**
 * Encodes ended spans and sends them in batches, one at a time, after a delay or as soon as a batch is full. The queue
 * is bounded; a span that finds no room is dropped and counted. Every span ends in exactly one of: exported, dropped.
 */
export class SpanExporter {
  readonly #options: SpanExporterOptions;
  readonly #ledger: ExportLedger;
  readonly #stop = new AbortController();
  /** Ended, and not encoded yet. */
  #fresh: RecordedSpan[] = [];
  /** All but the last are full. */
  #batches: SpanBatch[] = [];
  /** How many spans wait: those of both. */
  #queued = 0;
  #timer: Timer | undefined;
  #sending: Promise<void> | undefined;
  /** Flushes under way: while there are any, waits are short. */
  #flushes = 0;
  #wakeUp: (() => void) | undefined;
  /** Replies to the request under way in the collector's stead. */
  #overtake: ((reply: Reply) => void) | undefined;
  #notBefore = 0;

  constructor(options: SpanExporterOptions) {
    this.#options = options;
    this.#ledger = new ExportLedger(options.emit);
  }

  /** Takes an ended span: a push, and a timer for the first and for the last of a batch. */
  add(span: RecordedSpan): void {
    const { maxQueue, maxBatch, delayMs } = this.#options.settings;
    if (this.#stop.signal.aborted) return this.#ledger.dropped('shutdown', 1);
    if (this.#queued >= maxQueue) return this.#ledger.dropped('queue full', 1);
    this.#queued += 1;
    if (this.#fresh.push(span) >= ENCODED_AT_ONCE) this.#encode();
    if (this.#queued === maxBatch) this.#schedule(0);
    else if (this.#queued === 1) this.#schedule(delayMs);
  }

  stats(): ExportStats {
    return this.#ledger.stats(this.#queued);
  }

  /**
   * Sends what is queued. Settles when it has gone, when the collector does not take a batch, or at the deadline; what
   * is left then stays queued.
   */
  async flush(deadline: Deadline): Promise<void> {
    this.#flushes += 1;
    this.#wakeUp?.();
    try {
      await orTimeout(this.#sendAll(), deadline);
    } finally {
      this.#flushes -= 1;
      if (this.#queued > 0 && !this.#stop.signal.aborted) this.#schedule(this.#options.settings.delayMs);
    }
  }

  /** Flushes, then drops and counts what is left. Nothing is taken or sent after it. */
  async shutdown(deadline: Deadline): Promise<void> {
    await this.flush(deadline);
    const error = new DOMException('The exporter was shut down', 'AbortError');
    this.#stop.abort(error);
    // Not every sender hears of its signal in time.
    this.#overtake?.({ error });
    this.#timer?.clear();
    this.#ledger.dropped('shutdown', this.#queued);
    this.#queued = 0;
    this.#fresh = [];
    this.#batches = [];
    this.#wakeUp?.();
    await this.#sending;
    this.#ledger.ended();
  }

  async #sendAll(): Promise<void> {
    const failed = this.#ledger.failedBatches;
    await this.#sending;
    while (this.#queued > 0 && this.#flushes > 0 && this.#ledger.failedBatches === failed)
      await this.#start();
  }

  #schedule(ms: number): void {
    if (this.#sending !== undefined || this.#flushes > 0) return;
    const { clock, scope } = this.#options;
    const wait = Math.max(ms, this.#notBefore - clock.now());
    this.#timer?.clear();
    runInScope(
      scope,
      () => (this.#timer = clock.after(wait, () => void this.#start())),
      undefined,
      undefined,
    );
  }

  #start(): Promise<void> {
    this.#timer?.clear();
    this.#sending ??= runInScope(
      this.#options.scope,
      // Never before `#sending` is set, even where there was nothing to wait for.
      () => this.#sendBatch().finally(() => this.#sent()),
      undefined,
      undefined,
    );
    return this.#sending;
  }

  async #sendBatch(): Promise<void> {
    this.#encode();
    const batch = this.#queued > 0 ? this.#batches.shift() : undefined;
    if (batch === undefined) return;
    this.#queued -= batch.size;
    this.#ledger.sending = batch.size;
    await this.#deliver(batch);
  }

  #sent(): void {
    const { maxBatch, delayMs } = this.#options.settings;
    this.#ledger.sending = 0;
    this.#sending = undefined;
    if (this.#queued > 0 && !this.#stop.signal.aborted)
      this.#schedule(this.#queued >= maxBatch ? 0 : delayMs);
  }

  /** Encodes what has not been yet, into the last batch and new ones behind it. */
  #encode(): void {
    const { maxBatch } = this.#options.settings;
    while (this.#fresh.length > 0) {
      const batch = this.#growing();
      this.#encodeInto(batch, this.#fresh.splice(0, maxBatch - batch.size));
      // Only the last one holds room to grow in.
      if (batch.size >= maxBatch) batch.finish();
    }
  }

  /** To end a span must not throw: one that cannot be encoded, such as with a trace state that throws, is dropped. */
  #encodeInto(batch: SpanBatch, spans: readonly RecordedSpan[]): void {
    try {
      batch.add(spans);
    } catch (error) {
      if (spans.length > 1) return spans.forEach((span) => this.#encodeInto(batch, [span]));
      this.#queued -= 1;
      this.#ledger.dropped('refused', 1);
      this.#ledger.failed(textOf(error));
    }
  }

  #growing(): SpanBatch {
    const { begin, settings } = this.#options;
    const last = this.#batches.at(-1);
    if (last !== undefined && last.size < settings.maxBatch) return last;
    const batch = begin();
    this.#batches.push(batch);
    return batch;
  }

  async #deliver(batch: SpanBatch): Promise<void> {
    const { clock, settings, send, random = Math.random } = this.#options;
    const until = clock.now() + settings.timeoutMs;
    for (let attempt = 1; ; attempt++) {
      const overtaken = Promise.withResolvers<Reply>();
      // One of its own for each request: a promise that stays would keep every reply.
      this.#overtake = overtaken.resolve;
      const verdict = judge(await Promise.race([send(batch, this.#stop.signal), overtaken.promise]));
      if (verdict.type === 'accepted') return this.#ledger.accepted(batch.size, verdict);
      this.#ledger.failed(verdict.message);
      if (verdict.type === 'refused') return this.#giveUp('refused', batch);
      if (this.#stop.signal.aborted) return this.#giveUp('shutdown', batch);
      const wait = waitMs(attempt, verdict.afterMs, random);
      if (verdict.afterMs !== undefined) this.#notBefore = clock.now() + wait;
      const hopeless = clock.now() + wait > until || (this.#flushes > 0 && attempt >= FLUSH_ATTEMPTS);
      if (hopeless) return this.#giveUp('unavailable', batch);
      await this.#pause(wait);
      if (this.#stop.signal.aborted) return this.#giveUp('shutdown', batch);
    }
  }

  #giveUp(reason: DropReason, { size }: SpanBatch): void {
    this.#ledger.failedBatches += 1;
    this.#ledger.dropped(reason, size);
  }

  /** Waits before another attempt; a flush or the end cuts it short. */
  async #pause(ms: number): Promise<void> {
    const { clock } = this.#options;
    // A flush keeps the process alive, else it would end before the second attempt.
    if (this.#flushes > 0) return clock.sleep(Math.min(ms, 500), this.#stop.signal).catch(() => undefined);
    await new Promise<void>((resolve) => {
      const timer = clock.after(ms, resolve);
      this.#wakeUp = () => {
        timer.clear();
        resolve();
      };
    });
    this.#wakeUp = undefined;
  }
}
