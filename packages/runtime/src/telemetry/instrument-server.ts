import type { IncomingMessage } from 'node:http';
import { TraceFlags } from '@opentelemetry/api';
import type { AccessEntry } from '../log/index.ts';
import type { Scope } from '../scope.ts';
import type { HttpServerMetrics } from './metrics/index.ts';
import { SpanScope } from './tracing/context/index.ts';
import type { ServerTracing } from './tracing/index.ts';
import { RecordedSpan } from './tracing/span/index.ts';

/** Observes each request that a server answers. No method may throw. */
export interface HttpInstrumentation {
  /**
   * Before the handler runs. The scope that it returns is the handler's, and comes back to `end`.
   *
   * @param startedAt when the request's headers had arrived, by the server's clock
   */
  start(request: IncomingMessage, requestId: string, startedAt: number): Scope;
  /**
   * What the handler threw, or rejected with, before `end`: as `http.error` tells it. May come after `end`, of a request whose
   * response was over.
   */
  failed(scope: Scope, error: unknown): void;
  /** Once per start. */
  end(scope: Scope, request: IncomingMessage, entry: AccessEntry): void;
  /** Once for each request that ended without a start: refused, or left by its client while it waited for its turn. */
  unserved(entry: AccessEntry): void;
}

/**
 * Tracing and metrics of the server as one: an exemplar names the trace of a request that is sampled. What was refused before its
 * handler is counted, and has no span: where load is shed, spans would cost more than the refusals that they tell of.
 */
export function instrumentServer(tracing: ServerTracing, metrics: HttpServerMetrics): HttpInstrumentation {
  return {
    start(request, requestId, startedAt) {
      metrics.started(request.method ?? '');
      return tracing.start(request, requestId, startedAt);
    },
    failed: (scope, error) => tracing.failed(scope, error),
    end(scope, request, served) {
      const { method, route, status, outcome, durationMs } = served;
      tracing.end(scope, request, served);
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
