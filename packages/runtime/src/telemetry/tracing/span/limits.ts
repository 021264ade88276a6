/**
 * How much one span may hold (OpenTelemetry specification, "Span Limits"). What is beyond is dropped and counted in
 * the span.
 */
export interface SpanLimits {
  readonly attributes: number;
  /** Longest text, in UTF-16 units; `Infinity` for no limit. */
  readonly valueLength: number;
  readonly events: number;
  readonly links: number;
  readonly attributesPerEvent: number;
  readonly attributesPerLink: number;
}

/** The specification's defaults. */
export const defaultSpanLimits: SpanLimits = {
  attributes: 128,
  valueLength: Number.POSITIVE_INFINITY,
  events: 128,
  links: 128,
  attributesPerEvent: 128,
  attributesPerLink: 128,
};
