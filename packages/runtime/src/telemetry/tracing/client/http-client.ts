import {
  INVALID_SPAN_CONTEXT,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import type { Clock } from '../../../clock.ts';
import type { ClientRequest } from '../../metrics/index.ts';
import { activeContext, isTracingSuppressed, withSpan } from '../context/index.ts';
import { knownMethod, methodSpanName } from '../../http-method.ts';
import { redactedQuery } from '../http-attributes.ts';
import { errorType } from '../span/index.ts';

/** What is known of a request when it is about to be sent. */
export interface OutgoingRequest {
  readonly method: string;
  /** `http:` or `https:`. */
  readonly protocol: string;
  readonly host: string;
  readonly port: number;
  /** With the query. */
  readonly path: string;
}

/** What client spans work with. */
export interface HttpClientOptions {
  readonly clock: Clock;
  readonly tracer: Tracer;
  /** Where a request has one of these headers, in lower case, it carries a trace already. */
  readonly traceHeaders: readonly string[];
  /** Hears of each request at its end. */
  readonly onRequest: ((request: ClientRequest) => void) | undefined;
}

/** A request under way. */
export class ClientCall {
  readonly #options: HttpClientOptions;
  readonly #request: OutgoingRequest;
  readonly #span: Span;
  readonly #startedAt: number;
  #status: number | undefined;
  #ended = false;

  constructor(options: HttpClientOptions, request: OutgoingRequest, span: Span) {
    this.#options = options;
    this.#request = request;
    this.#span = span;
    this.#startedAt = options.clock.now();
  }

  /** The headers of the response have come. */
  responded(status: number): void {
    this.#status = status;
    this.#span.setAttribute('http.response.status_code', status);
    // For a client 4xx is an error too (HTTP semantic conventions, "Status").
    if (status >= 400) this.#fail(String(status));
  }

  /** The response is read to its end, or there is none. Safe to call again. */
  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    // A response that the caller does not want any more is no failure.
    const failed = error !== undefined && !(this.#status !== undefined && isAbort(error));
    if (failed) this.#fail(errorType(error), error instanceof Error ? error.message : undefined);
    this.#span.end();
    this.#options.onRequest?.(this.#summary(failed ? errorType(error) : undefined));
  }

  #fail(type: string, message?: string): void {
    this.#span.setAttribute('error.type', type);
    this.#span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) });
  }

  #summary(error: string | undefined): ClientRequest {
    const { method, host, port } = this.#request;
    const { traceId, spanId, traceFlags } = this.#span.spanContext();
    return {
      method,
      address: host,
      port,
      ...(this.#status !== undefined && { status: this.#status }),
      ...(error !== undefined && { error }),
      seconds: (this.#options.clock.now() - this.#startedAt) / 1000,
      ...((traceFlags & 1) === 1 && { traceId, spanId }),
    };
  }
}

/**
 * Starts the span of a request and hands its headers to `setHeader`. Undefined where tracing is suppressed, as it is
 * for the exporter's own requests.
 *
 * @param setHeader undefined where the request carries a trace already, by somebody else or by hand: it is measured, and
 *   has no span
 */
export function startCall(
  options: HttpClientOptions,
  request: OutgoingRequest,
  setHeader: ((name: string, value: string) => void) | undefined,
): ClientCall | undefined {
  const context = activeContext();
  if (isTracingSuppressed(context)) return undefined;
  if (setHeader === undefined)
    return new ClientCall(options, request, trace.wrapSpanContext(INVALID_SPAN_CONTEXT));
  const span = startSpan(options.tracer, request, context);
  propagation.inject(withSpan(context, span), setHeader, { set: (set, name, value) => set(name, value) });
  return new ClientCall(options, request, span);
}

function startSpan(tracer: Tracer, request: OutgoingRequest, context: Context): Span {
  const { method, protocol, host, port, path } = request;
  const known = knownMethod(method);
  const span = tracer.startSpan(methodSpanName(method), { kind: SpanKind.CLIENT }, context);
  if (span.isRecording())
    span.setAttributes({
      'http.request.method': known,
      ...(known === '_OTHER' && { 'http.request.method_original': method }),
      'server.address': host,
      'server.port': port,
      'url.full': `${protocol}//${host.includes(':') ? `[${host}]` : host}${portSuffix(request)}${redactedPath(path)}`,
    });
  return span;
}

/** The port that a URL does not name. */
export function defaultPort(protocol: string): number {
  return protocol === 'https:' ? 443 : 80;
}

function portSuffix({ protocol, port }: OutgoingRequest): string {
  return port === defaultPort(protocol) ? '' : `:${port}`;
}

function redactedPath(path: string): string {
  const query = path.indexOf('?');
  return query === -1 ? path : `${path.slice(0, query + 1)}${redactedQuery(path.slice(query + 1))}`;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
