import type { Context, SpanContext } from '@opentelemetry/api';

/** Headers by lower-case name, as node gives them: repeated ones joined by a comma. */
export type HeaderReader = (name: string) => string | undefined;

/** Sets a header. */
export type HeaderWriter = (name: string, value: string) => void;

/** One form in which headers carry a trace. */
export interface TraceHeaders {
  /** Headers of which one must be there, else none of this form need be looked at. */
  readonly leading: readonly string[];
  /** All that are written. */
  readonly fields: readonly string[];
  /** The caller's span; undefined where there is none, or it is malformed. */
  readonly read: (header: HeaderReader) => SpanContext | undefined;
  /** Writes a valid span, the one of `context`. */
  readonly write: (spanContext: SpanContext, context: Context, set: HeaderWriter) => void;
}
