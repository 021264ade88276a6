import { traceOf } from '../requests.ts';

/** The headers by which a request of the load begins a trace; none for most (W3C Trace Context, section 3.2). */
export function traceHeader(id: number): Readonly<Record<string, string>> {
  const trace = traceOf(id);
  return trace === undefined ? {} : { traceparent: `00-${trace.traceId}-${trace.spanId}-01` };
}
