import type { RuntimeEvent } from '../../src/events.ts';
import { VirtualClock } from '../../src/testing/index.ts';
import type { SpanBatch } from '../../src/telemetry/tracing/export/otlp/index.ts';
import type { Reply } from '../../src/telemetry/otlp/reply.ts';
import { SpanExporter } from '../../src/telemetry/tracing/export/span-exporter.ts';
import type { RecordedSpan } from '../../src/telemetry/tracing/span/index.ts';

/** Small, so that every bound is met. */
export const settings = { delayMs: 5000, timeoutMs: 30_000, maxQueue: 10, maxBatch: 4 };

/** An answer without a body. */
export const answer = (status: number, retryAfterMs?: number): Reply => ({
  status,
  retryAfterMs,
  contentType: undefined,
  body: new Uint8Array(),
});

export type Overrides = Partial<typeof settings>;

/** A collector that sees spans where a real one sees their encoded form. It never rejects. */
export type SendSpans = (spans: readonly RecordedSpan[], signal: AbortSignal) => Promise<Reply>;

/** A batch that keeps its spans. */
class PlainBatch implements SpanBatch {
  readonly spans: RecordedSpan[] = [];

  get size(): number {
    return this.spans.length;
  }

  add(spans: readonly RecordedSpan[]): void {
    if (spans.some(({ name }) => typeof name !== 'string')) throw new TypeError('a name that is no text');
    this.spans.push(...spans);
  }

  finish(): Uint8Array {
    return new Uint8Array();
  }
}

/** An exporter under a virtual clock; `add` ends that many spans, named by their number. */
export function rig(send: SendSpans, overrides: Overrides = {}) {
  const clock = new VirtualClock();
  const events: RuntimeEvent[] = [];
  const exporter = new SpanExporter({
    clock,
    settings: { ...settings, ...overrides },
    begin: () => new PlainBatch(),
    send: (batch, signal) => send((batch as PlainBatch).spans, signal),
    emit: (event) => events.push(event),
    scope: {},
    random: () => 1,
  });
  let next = 0;
  const add = (count: number) => {
    for (let i = 0; i < count; i++) exporter.add({ name: String(next++) } as RecordedSpan);
  };
  return { clock, events, exporter, add };
}

/** All that was dropped. */
export const droppedOf = (exporter: SpanExporter) =>
  Object.values(exporter.stats().dropped).reduce((sum, count) => sum + count, 0);
