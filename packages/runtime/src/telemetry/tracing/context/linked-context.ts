import { createContextKey, type Context, type Span } from '@opentelemetry/api';

/**
 * The keys by which the API and its SDK hold what they share in a context. They are global symbols, and part of the
 * API's compatibility between copies of itself.
 */
const SPAN_KEY = createContextKey('OpenTelemetry Context Key SPAN');
const SUPPRESS_KEY = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** `base` with `span` as its active span. */
export function withSpan(base: Context, span: Span): Context {
  return new LinkedContext(base, SPAN_KEY, span);
}

/** `base` within which nothing is traced. */
export function suppressTracing(base: Context): Context {
  return new LinkedContext(base, SUPPRESS_KEY, true);
}

/** Whether nothing is to be traced within `context`. */
export function isTracingSuppressed(context: Context): boolean {
  return context.getValue(SUPPRESS_KEY) === true;
}

/** A context as one key over another context: made in nanoseconds, where the API's own copies a map each time. */
class LinkedContext implements Context {
  readonly #base: Context;
  readonly #key: symbol;
  readonly #value: unknown;

  constructor(base: Context, key: symbol, value: unknown) {
    this.#base = without(base, key);
    this.#key = key;
    this.#value = value;
  }

  getValue(key: symbol): unknown {
    return key === this.#key ? this.#value : this.#base.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return new LinkedContext(this, key, value);
  }

  deleteValue(key: symbol): Context {
    if (key === this.#key) return this.#base;
    return new LinkedContext(this.#base.deleteValue(key), this.#key, this.#value);
  }
}

// A replaced value must not stay reachable: a chain of spans, each started within the last, would hold them all.
function without(base: Context, key: symbol): Context {
  return base.getValue(key) === undefined ? base : base.deleteValue(key);
}
