import type { SpanFact } from '../../evidence.ts';

/** A span as it was sent, in either encoding. */
export type SentSpan = Omit<SpanFact, 'at' | 'service' | 'pod'>;

/** Spans of one resource, with those of its attributes that are texts. */
export interface SentResource {
  readonly attributes: ReadonlyMap<string, string>;
  readonly spans: readonly SentSpan[];
}

/** By their number (opentelemetry/proto/trace/v1/trace.proto SpanKind). */
export const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

/**
 * Holds the ids of a span to their form: 16 and 8 bytes as hexadecimal digits; no parent is an empty text.
 *
 * @throws for any other
 */
export function sentSpan(
  span: Omit<SentSpan, 'parentSpanId' | 'kind'> & { readonly parentSpanId: string; readonly kind: number },
): SentSpan {
  const { traceId, spanId, parentSpanId, kind } = span;
  if (
    !/^[\da-f]{32}$/i.test(traceId) ||
    !/^[\da-f]{16}$/i.test(spanId) ||
    !/^([\da-f]{16})?$/i.test(parentSpanId)
  )
    throw new Error('a span with malformed ids');
  return {
    name: span.name,
    traceId: traceId.toLowerCase(),
    spanId: spanId.toLowerCase(),
    parentSpanId: parentSpanId === '' ? undefined : parentSpanId.toLowerCase(),
    kind: kinds[kind] ?? 'unspecified',
  };
}
