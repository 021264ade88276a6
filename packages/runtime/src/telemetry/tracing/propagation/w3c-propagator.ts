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
import { formatBaggage, parseBaggage } from './baggage.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';
import { W3CTraceState } from './tracestate.ts';

/** Which headers are read and written. */
export interface PropagatorSettings {
  /** `traceparent` and `tracestate`. */
  readonly traceContext: boolean;
  readonly baggage: boolean;
}

/** Headers by lower-case name, as node gives them: repeated ones joined by a comma. */
export type HeaderReader = (name: string) => string | undefined;

/** W3C Trace Context and W3C Baggage. */
export class W3CPropagator implements TextMapPropagator {
  readonly #settings: PropagatorSettings;

  constructor(settings: PropagatorSettings) {
    this.#settings = settings;
  }

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    if (isTracingSuppressed(context)) return;
    const spanContext = this.#settings.traceContext ? trace.getSpanContext(context) : undefined;
    if (spanContext !== undefined && isSpanContextValid(spanContext)) {
      setter.set(carrier, 'traceparent', formatTraceparent(spanContext));
      const state = spanContext.traceState?.serialize();
      if (state) setter.set(carrier, 'tracestate', state);
    }
    const baggage = this.#settings.baggage ? propagation.getBaggage(context) : undefined;
    const header = baggage && formatBaggage(baggage);
    if (header !== undefined) setter.set(carrier, 'baggage', header);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const header: HeaderReader = (name) => {
      const value = getter.get(carrier, name);
      if (!Array.isArray(value)) return value;
      // Two `traceparent` headers are none; the other two are lists.
      return name === 'traceparent' && value.length !== 1 ? undefined : value.join(',');
    };
    const parent = this.remoteParent(header);
    const parented = parent === undefined ? context : withSpan(context, trace.wrapSpanContext(parent));
    return this.withBaggage(parented, header);
  }

  /** The caller's span, without the API's carriers. */
  remoteParent(header: HeaderReader): SpanContext | undefined {
    const parent = this.#settings.traceContext ? header('traceparent') : undefined;
    const spanContext = parent === undefined ? undefined : parseTraceparent(parent);
    // A list without its `traceparent` means nothing (W3C Trace Context, section 3.4).
    const state = spanContext === undefined ? undefined : header('tracestate');
    if (spanContext !== undefined && state) spanContext.traceState = new W3CTraceState(state);
    return spanContext;
  }

  /** `context` with the caller's baggage, where there is any. */
  withBaggage(context: Context, header: HeaderReader): Context {
    const list = this.#settings.baggage ? header('baggage') : undefined;
    const baggage = list === undefined ? undefined : parseBaggage(list);
    return baggage === undefined ? context : propagation.setBaggage(context, baggage);
  }

  fields(): string[] {
    return [
      ...(this.#settings.traceContext ? ['traceparent', 'tracestate'] : []),
      ...(this.#settings.baggage ? ['baggage'] : []),
    ];
  }
}
