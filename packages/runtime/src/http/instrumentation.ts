import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AccessEntry } from '../log/index.ts';
import type { Scope } from '../scope.ts';

/** Observes each request, for tracing and metrics. Off, it costs nothing. No method may throw. */
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
  end(scope: Scope, request: IncomingMessage, response: ServerResponse, entry: AccessEntry): void;
  /** Once for each request that ended without a start: refused, or left by its client while it waited for its turn. */
  unserved(entry: AccessEntry): void;
}
