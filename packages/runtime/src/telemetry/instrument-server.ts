import type { IncomingMessage } from 'node:http';
import { TraceFlags } from '@opentelemetry/api';
import type { AccessEntry } from '../log/index.ts';
import type { Scope } from '../scope.ts';
import type { HttpServerMetrics } from './metrics/index.ts';
import { SpanScope } from './tracing/context/index.ts';
import type { ServerInstrumentation } from './tracing/index.ts';
import { RecordedSpan } from './tracing/span/index.ts';

/** Observes the requests that a server answers, for tracing and metrics. The HTTP layer's `HttpInstrumentation` fits it. */
export interface ServerObserver {
  start(request: IncomingMessage, requestId: string, startedAt: number): Scope;
  failed(scope: Scope, error: unknown): void;
  end(scope: Scope, request: IncomingMessage, response: unknown, served: AccessEntry): void;
  unserved(entry: AccessEntry): void;
}

/**
 * Tracing and metrics of the server as one: an exemplar names the trace of a request that is sampled. What was refused before its
 * handler is counted, and has no span: where load is shed, spans would cost more than the refusals that they tell of.
 */
export function instrumentServer(tracing: ServerInstrumentation, metrics: HttpServerMetrics): ServerObserver {
  return {
    start(request, requestId, startedAt) {
      metrics.started(request.method ?? '');
      return tracing.start(request, requestId, startedAt);
    },
    failed: (scope, error) => tracing.failed(scope, error),
    end(scope, request, response, served) {
      const { method, route, status, outcome, durationMs } = served;
      tracing.end(scope, request, response, served);
      metrics.ended(method);
      metrics.record(method, route, status, outcome, durationMs / 1e3, sampledSpan(scope));
    },
    unserved({ method, route, status, outcome, durationMs }) {
      metrics.record(method, route, status, outcome, durationMs / 1e3);
    },
  };
}

function sampledSpan(scope: Scope): RecordedSpan | undefined {
  const span = scope instanceof SpanScope ? scope.span : undefined;
  return span instanceof RecordedSpan && (span.traceFlags & TraceFlags.SAMPLED) !== 0 ? span : undefined;
}
