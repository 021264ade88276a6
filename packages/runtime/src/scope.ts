import { AsyncLocalStorage } from 'node:async_hooks';

/** What follows one piece of work (a request, a job) through its asynchronous calls. */
export interface Scope {
  /** The request's id: the client's `X-Request-Id` where it is well formed, else one of ours. */
  readonly requestId?: string | undefined;
  /** 32 lower-case hexadecimal digits of the active span (W3C Trace Context). */
  readonly traceId?: string | undefined;
  /** 16 lower-case hexadecimal digits of the active span. */
  readonly spanId?: string | undefined;
  /** The active OpenTelemetry context, opaque here. */
  readonly context?: unknown;
}

// One store for request id and trace context together: each further AsyncLocalStorage costs every promise.
const storage = new AsyncLocalStorage<Scope>();

/** The scope of the running code, if it has one. */
export function currentScope(): Scope | undefined {
  return storage.getStore();
}

/** Calls `run(a, b)` within `scope`. Arguments are passed through, so that a hot path needs no closure. */
export function runInScope<A, B, R>(scope: Scope, run: (a: A, b: B) => R, a: A, b: B): R {
  return storage.run(scope, run, a, b);
}

/** Calls `run` outside any scope: for what a request sets off, and is none of its work. */
export function runOutOfScope<R>(run: () => R): R {
  return storage.exit(run);
}

/**
 * As {@link runInScope}, for the last that a callback of node's own does: the scope stays until node leaves the callback,
 * which costs half of what it does to leave it here.
 */
export function endInScope<A, B, R>(scope: Scope, run: (a: A, b: B) => R, a: A, b: B): R {
  storage.enterWith(scope);
  return run(a, b);
}

/**
 * Makes `scope` the one of the running code from here on, until the end of its asynchronous call. For bridges only,
 * where no function can be wrapped; prefer {@link runInScope}.
 */
export function enterScope(scope: Scope | undefined): void {
  // Its type forbids undefined; node does not, and it is how a scope is left again.
  storage.enterWith(scope as Scope);
}
