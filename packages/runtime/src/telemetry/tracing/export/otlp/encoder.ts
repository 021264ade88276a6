import type { RecordedSpan } from '../../span/index.ts';

/** Turns spans into bodies of an `ExportTraceServiceRequest` (opentelemetry-proto, collector/trace/v1). */
export interface SpanEncoder {
  readonly contentType: string;
  /** Begins a body. */
  readonly begin: () => SpanBatch;
}

/** A body that grows: nothing is kept of its spans but their encoded form. */
export interface SpanBatch {
  /** How many spans are in it. */
  readonly size: number;
  /**
   * Encodes some more, all of them or none. Not after {@link SpanBatch.finish}.
   *
   * @throws what a span throws that cannot be encoded
   */
  add(spans: readonly RecordedSpan[]): void;
  /** The whole body. Called again, for another attempt, it gives the same. */
  finish(): Uint8Array;
}

/** Spans by what made them, as OTLP groups them. */
export function byScope(spans: readonly RecordedSpan[]): Map<RecordedSpan['scope'], RecordedSpan[]> {
  return Map.groupBy(spans, ({ scope }) => scope);
}

/** `Span.flags`: the trace flags, and whether the parent is known to be remote (opentelemetry-proto, trace/v1). */
export function spanFlags(traceFlags: number, isRemote: boolean): number {
  return (traceFlags & 0xff) | 0x100 | (isRemote ? 0x200 : 0);
}
