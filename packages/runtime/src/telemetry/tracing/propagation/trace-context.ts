import { formatTraceparent, parseTraceparent } from './traceparent.ts';
import type { TraceHeaders } from './trace-headers.ts';
import { W3CTraceState } from './tracestate.ts';

/** W3C Trace Context: `traceparent` and `tracestate`. */
export const traceContext: TraceHeaders = {
  leading: ['traceparent'],
  fields: ['traceparent', 'tracestate'],
  read(header) {
    const parent = header('traceparent');
    const spanContext = parent === undefined ? undefined : parseTraceparent(parent);
    // A list without its `traceparent` means nothing (W3C Trace Context, section 3.4).
    const state = spanContext === undefined ? undefined : header('tracestate');
    if (spanContext !== undefined && state) spanContext.traceState = new W3CTraceState(state);
    return spanContext;
  },
  write(spanContext, _context, set) {
    set('traceparent', formatTraceparent(spanContext));
    const state = spanContext.traceState?.serialize();
    if (state) set('tracestate', state);
  },
};
