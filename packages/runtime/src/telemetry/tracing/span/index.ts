/** Spans and what they are made of. */
export type { AttributeList, AttributeValue } from './attribute-list.ts';
export { EpochClock } from './epoch-clock.ts';
export { errorType } from './exception.ts';
export { randomSpanId, randomTraceId } from './ids.ts';
export { defaultSpanLimits, type SpanLimits } from './limits.ts';
export {
  RecordedSpan,
  type InstrumentationScope,
  type Recorder,
  type SpanEvent,
  type SpanLink,
} from './recorded-span.ts';
