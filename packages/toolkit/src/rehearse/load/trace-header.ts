import { traceOf } from '../requests.ts';

/** The headers by which a request of the load begins a trace; none for most. */
export function traceHeader(id: number): Readonly<Record<string, string>> {
  const trace = traceOf(id);
  return trace === undefined ? {} : traceHeaders(trace);
}

/**
 * A sampled trace's headers, in both forms that services read: W3C Trace Context (section 3.2), and Zipkin's B3, which one within a mesh may
 * be set to read instead.
 */
export function traceHeaders(trace: { readonly traceId: string; readonly spanId: string }): {
  readonly traceparent: string;
  readonly b3: string;
} {
  const { traceId, spanId } = trace;
  return { traceparent: `00-${traceId}-${spanId}-01`, b3: `${traceId}-${spanId}-1` };
}
