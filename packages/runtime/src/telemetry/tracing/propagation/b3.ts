import { createContextKey, isSpanContextValid, type Context, type SpanContext } from '@opentelemetry/api';
import type { HeaderReader, TraceHeaders } from './trace-headers.ts';
import { TraceFlag } from './traceparent.ts';

/** What Zipkin and meshes such as Istio call a request of which everything is to be recorded. */
const DEBUG = createContextKey('whether the caller’s trace is one of B3’s debug traces');

/** A trace as B3 has it. */
interface Parent {
  readonly spanContext: SpanContext;
  readonly isDebug: boolean;
}

const leading = ['b3', 'x-b3-traceid'];

const either: Pick<TraceHeaders, 'leading' | 'read'> = {
  leading,
  read: (header) => parse(header)?.spanContext,
};

/** B3 in one header: `b3: <trace>-<span>-<sampled>` (openzipkin/b3-propagation). Both forms are read, as OpenTelemetry has it. */
export const b3: TraceHeaders = {
  ...either,
  fields: ['b3'],
  write({ traceId, spanId, traceFlags }, context, set) {
    set('b3', `${traceId}-${spanId}-${isDebug(context) ? 'd' : sampled(traceFlags)}`);
  },
};

/** B3 in a header for each part: `X-B3-TraceId` and so on. Both forms are read. */
export const b3Multi: TraceHeaders = {
  ...either,
  fields: ['x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled', 'x-b3-flags'],
  write({ traceId, spanId, traceFlags }, context, set) {
    set('x-b3-traceid', traceId);
    set('x-b3-spanid', spanId);
    // To debug is to sample: B3 has it said once.
    if (isDebug(context)) set('x-b3-flags', '1');
    else set('x-b3-sampled', sampled(traceFlags));
  },
};

/** `context` with B3's debug flag, where the caller sent it: it goes on to whom the service asks. */
export function withB3Debug(context: Context, header: HeaderReader): Context {
  return parse(header)?.isDebug === true ? context.setValue(DEBUG, true) : context;
}

function isDebug(context: Context): boolean {
  return context.getValue(DEBUG) === true;
}

function sampled(traceFlags: number): string {
  return (traceFlags & TraceFlag.sampled) === 0 ? '0' : '1';
}

/** One header goes before several (OpenTelemetry specification, context/api-propagators.md, "B3 Extract"). */
function parse(header: HeaderReader): Parent | undefined {
  const single = header('b3');
  return (single === undefined ? undefined : parseSingle(single)) ?? parseMulti(header);
}

function parseSingle(text: string): Parent | undefined {
  const [traceId = '', spanId = '', state] = text.split('-');
  return parent(traceId, spanId, state);
}

function parseMulti(header: HeaderReader): Parent | undefined {
  const traceId = header('x-b3-traceid');
  if (traceId === undefined) return undefined;
  const state = header('x-b3-flags') === '1' ? 'd' : header('x-b3-sampled');
  return parent(traceId, header('x-b3-spanid') ?? '', state);
}

/** What `state` may be. Some tracers have written words for it. */
const states = new Map<string | undefined, number>([
  [undefined, 0],
  ['0', 0],
  ['false', 0],
  ['1', TraceFlag.sampled],
  ['true', TraceFlag.sampled],
  ['d', TraceFlag.sampled],
]);

/**
 * @param traceId of 16 digits too, as older tracers have it
 * @param state absent: the caller leaves it to others to sample. As OpenTelemetry's own propagators have it, that is unsampled
 */
function parent(traceId: string, spanId: string, state: string | undefined): Parent | undefined {
  const traceFlags = states.get(state);
  if (traceFlags === undefined || !ID.test(traceId) || !SPAN_ID.test(spanId)) return undefined;
  const spanContext = { traceId: traceId.padStart(32, '0'), spanId, traceFlags, isRemote: true };
  return isSpanContextValid(spanContext) ? { spanContext, isDebug: state === 'd' } : undefined;
}

const ID = /^(?:[\da-f]{16}){1,2}$/;
const SPAN_ID = /^[\da-f]{16}$/;
