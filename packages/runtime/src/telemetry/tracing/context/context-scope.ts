import { isSpanContextValid, ROOT_CONTEXT, trace, type Context, type Span } from '@opentelemetry/api';
import { currentScope, type Scope } from '../../../scope.ts';
import { withSpan } from './linked-context.ts';

/** The scope of an OpenTelemetry context: log lines within it carry the ids of its span. */
export class ContextScope implements Scope {
  readonly requestId: string | undefined;
  readonly context: Context;

  constructor(context: Context, requestId: string | undefined) {
    this.context = context;
    this.requestId = requestId;
  }

  get traceId(): string | undefined {
    return validSpanContext(this.context)?.traceId;
  }

  get spanId(): string | undefined {
    return validSpanContext(this.context)?.spanId;
  }
}

/** The scope of a span. Its context is made only when somebody asks for it: most requests never do. */
export class SpanScope implements Scope {
  readonly requestId: string | undefined;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly span: Span;
  readonly #base: Context;
  #context: Context | undefined = undefined;

  constructor(
    span: Span,
    traceId: string | undefined,
    spanId: string | undefined,
    base: Context,
    requestId: string | undefined,
  ) {
    this.span = span;
    this.traceId = traceId;
    this.spanId = spanId;
    this.requestId = requestId;
    this.#base = base;
  }

  get context(): Context {
    this.#context ??= withSpan(this.#base, this.span);
    return this.#context;
  }
}

/** The context of the running code; the root context outside of any. */
export function activeContext(): Context {
  return contextOf(currentScope());
}

/** The context that `scope` holds. */
export function contextOf(scope: Scope | undefined): Context {
  return (scope?.context as Context | undefined) ?? ROOT_CONTEXT;
}

function validSpanContext(context: Context) {
  const spanContext = trace.getSpanContext(context);
  return spanContext !== undefined && isSpanContextValid(spanContext) ? spanContext : undefined;
}
