import {
  isSpanContextValid,
  propagation,
  trace,
  type Context,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';
import { isTracingSuppressed, withSpan } from '../context/index.ts';
import { b3, b3Multi, withB3Debug } from './b3.ts';
import { formatBaggage, parseBaggage } from './baggage.ts';
import { traceContext } from './trace-context.ts';
import type { HeaderReader, TraceHeaders } from './trace-headers.ts';

/** Names of `OTEL_PROPAGATORS`; `none` says that there is no other. */
export const propagatorNames = ['tracecontext', 'baggage', 'b3', 'b3multi', 'none'] as const;

/** One of {@link propagatorNames}. */
export type PropagatorName = (typeof propagatorNames)[number];

const traceForms: Partial<Record<PropagatorName, TraceHeaders>> = {
  tracecontext: traceContext,
  b3,
  b3multi: b3Multi,
};

/** W3C Trace Context, W3C Baggage and Zipkin's B3, in and out. */
export class HeaderPropagator implements TextMapPropagator {
  /** Headers of which one is there where a request carries a trace; in lower case. */
  readonly leading: readonly string[];
  /** Whether a caller may say that it debugs, beside its span. */
  readonly mayDebug: boolean;
  readonly #forms: readonly TraceHeaders[];
  readonly #baggage: boolean;

  /** @param names all are written; of a trace that comes in several forms, the last of them counts */
  constructor(names: readonly PropagatorName[]) {
    this.#forms = names.flatMap((name) => traceForms[name] ?? []);
    this.#baggage = names.includes('baggage');
    this.mayDebug = names.includes('b3') || names.includes('b3multi');
    this.leading = [...new Set(this.#forms.flatMap((form) => form.leading))];
  }

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    if (isTracingSuppressed(context)) return;
    const set = (name: string, value: string) => setter.set(carrier, name, value);
    const spanContext = trace.getSpanContext(context);
    if (spanContext !== undefined && isSpanContextValid(spanContext))
      for (const form of this.#forms) form.write(spanContext, context, set);
    const baggage = this.#baggage ? propagation.getBaggage(context) : undefined;
    const header = baggage && formatBaggage(baggage);
    if (header !== undefined) set('baggage', header);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const header: HeaderReader = (name) => {
      const value = getter.get(carrier, name);
      if (!Array.isArray(value)) return value;
      // Two `traceparent` headers are none; of the others each is a list, or two are malformed.
      return name === 'traceparent' && value.length !== 1 ? undefined : value.join(',');
    };
    const parent = this.remoteParent(header);
    const parented = parent === undefined ? context : withSpan(context, trace.wrapSpanContext(parent));
    return this.withCarried(parented, header);
  }

  /** The caller's span, without the API's carriers. */
  remoteParent(header: HeaderReader): SpanContext | undefined {
    for (let i = this.#forms.length - 1; i >= 0; i -= 1) {
      const parent = this.#forms[i]?.read(header);
      if (parent !== undefined) return parent;
    }
    return undefined;
  }

  /** `context` with what comes beside a trace, where there is any: the caller's baggage, and whether it debugs. */
  withCarried(context: Context, header: HeaderReader): Context {
    const list = this.#baggage ? header('baggage') : undefined;
    const baggage = list === undefined ? undefined : parseBaggage(list);
    const carried = baggage === undefined ? context : propagation.setBaggage(context, baggage);
    return this.mayDebug ? withB3Debug(carried, header) : carried;
  }

  fields(): string[] {
    return [...this.#forms.flatMap((form) => form.fields), ...(this.#baggage ? ['baggage'] : [])];
  }
}
