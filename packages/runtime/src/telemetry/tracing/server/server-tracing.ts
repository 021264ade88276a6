import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import {
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Exception,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';
import { isClientError } from '../../../errors.ts';
import type { AccessEntry } from '../../../log/index.ts';
import type { Scope } from '../../../scope.ts';
import { SpanScope } from '../context/index.ts';
import { methodSpanName } from '../../http-method.ts';
import type { HeaderPropagator } from '../propagation/index.ts';
import { RecordedSpan } from '../span/index.ts';
import type { SpanFactory } from '../tracer.ts';
import { serverAttributes } from './server-attributes.ts';
import { version } from '../../../version.generated.ts';

const instrumentation = { name: '@seaworthy/runtime/http', version };

/**
 * Server spans by the HTTP semantic conventions. Of an unsampled request only its ids are made; of a sampled one the
 * attributes are gathered at its end, in one list.
 */
export class ServerTracing {
  readonly #factory: SpanFactory | undefined;
  readonly #propagator: HeaderPropagator;

  /** Without a factory nothing is recorded, and the caller's ids are passed on. */
  constructor(factory: SpanFactory | undefined, propagator: HeaderPropagator) {
    this.#factory = factory;
    this.#propagator = propagator;
  }

  /**
   * Starts the server span. The scope is the handler's: within it the span is active.
   *
   * @param startedAt when the request's headers had arrived, by the monotonic clock
   */
  start(request: IncomingMessage, requestId: string, startedAt: number): Scope {
    const { headers } = request;
    const parent = this.#isWithin(headers) ? this.#propagator.remoteParent(reader(headers)) : undefined;
    const isAlone = headers.baggage === undefined && (parent === undefined || !this.#propagator.mayDebug);
    const base = isAlone ? ROOT_CONTEXT : this.#propagator.withCarried(ROOT_CONTEXT, reader(headers));
    const name = methodSpanName(request.method ?? '');
    const span = this.#start(name, parent, startedAt);
    if (span === undefined)
      return new SpanScope(remote(parent), parent?.traceId, parent?.spanId, base, requestId);
    const { traceId, spanId } = span instanceof RecordedSpan ? span : span.spanContext();
    return new SpanScope(span, traceId, spanId, base, requestId);
  }

  /** Whether a trace may have come with the request. */
  #isWithin(headers: IncomingHttpHeaders): boolean {
    for (const name of this.#propagator.leading) if (headers[name] !== undefined) return true;
    return false;
  }

  #start(name: string, parent: SpanContext | undefined, startedAt: number): Span | undefined {
    const factory = this.#factory;
    if (factory === undefined) return undefined;
    return factory.start(
      instrumentation,
      name,
      SpanKind.SERVER,
      parent,
      factory.recorder.clock.at(startedAt),
    );
  }

  /** Records on the span of `scope` what its handler threw, but for a client's mistake (an `HttpError` below 500). */
  failed(scope: Scope, error: unknown): void {
    if (!(scope instanceof SpanScope) || isClientError(error)) return;
    scope.span.recordException(error as Exception);
  }

  /** Ends the span of `scope`, once the response is over. */
  end(scope: Scope, request: IncomingMessage, outcome: AccessEntry): void {
    const span = scope instanceof SpanScope ? scope.span : undefined;
    if (!(span instanceof RecordedSpan) || !span.isRecording()) return;
    const { route, status } = outcome;
    const name = methodSpanName(outcome.method);
    // What the application named it stays.
    if (route !== undefined && span.name === name) span.name = `${name} ${route}`;
    // A client error is none of the server (HTTP semantic conventions, "Status").
    if (status >= 500 || outcome.outcome === 'cut') span.setStatus({ code: SpanStatusCode.ERROR });
    span.fill(serverAttributes(request, outcome));
    // The log line and the histogram tell of the same duration.
    span.endAfter(outcome.durationMs);
  }
}

function remote(parent: SpanContext | undefined): Span {
  return trace.wrapSpanContext(parent ?? INVALID_SPAN_CONTEXT);
}

function reader(headers: IncomingHttpHeaders) {
  return (name: string): string | undefined => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(',') : value;
  };
}
