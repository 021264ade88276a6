import {
  INVALID_SPAN_CONTEXT,
  INVALID_TRACEID,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  trace,
  type Context,
  type Span,
  type SpanContext,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { currentScope, runInScope } from '../../scope.ts';
import { textOf } from '../../thrown.ts';
import { activeContext, contextOf, isTracingSuppressed, SpanScope } from './context/index.ts';
import { TraceFlag } from './propagation/index.ts';
import type { Sampler } from './sampler.ts';
import {
  randomSpanId,
  randomTraceId,
  RecordedSpan,
  type InstrumentationScope,
  type Recorder,
} from './span/index.ts';

/** Makes spans: sampled ones are recorded, of the others only the ids go on. */
export class SpanFactory {
  readonly recorder: Recorder;
  readonly #sampler: Sampler;
  readonly #recording: boolean;

  /** Unless `recording`, sampled spans too are only ids: nothing would take them. */
  constructor(recorder: Recorder, sampler: Sampler, recording: boolean) {
    this.recorder = recorder;
    this.#sampler = sampler;
    this.#recording = recording;
  }

  /**
   * Starts a span below `parent`; without one it is the root of a new trace.
   *
   * @param startTime milliseconds since the Unix epoch. Default: now
   */
  start(
    scope: InstrumentationScope,
    name: string,
    kind: SpanKind,
    parent: SpanContext | undefined,
    startTime?: number,
  ): Span {
    const traceId = parent?.traceId ?? randomTraceId();
    const sampled = this.#sampler.samples(parent, traceId);
    // Ids of ours are random; of a caller's we know only what it says (W3C Trace Context Level 2).
    const random = parent === undefined ? TraceFlag.random : parent.traceFlags & TraceFlag.random;
    const traceFlags = random | (sampled ? TraceFlag.sampled : 0);
    const spanId = randomSpanId();
    if (sampled && this.#recording) {
      const identity = { traceId, spanId, traceFlags, parent };
      const startsAt = startTime ?? this.recorder.clock.now();
      return new RecordedSpan(this.recorder, scope, name, kind, identity, startsAt);
    }
    const traceState = parent?.traceState;
    const ids = { traceId, spanId, traceFlags };
    return trace.wrapSpanContext(traceState === undefined ? ids : { ...ids, traceState });
  }
}

/** The API's tracer provider. Without a factory (`OTEL_SDK_DISABLED`) its spans only pass on their parent's ids. */
export class ScopeTracerProvider implements TracerProvider {
  readonly #factory: SpanFactory | undefined;
  readonly #tracers = new Map<string, Tracer>();

  constructor(factory: SpanFactory | undefined) {
    this.#factory = factory;
  }

  /** Callers without types leave out a name, or give null for a version: that is an empty text (OpenTelemetry, trace/api.md). */
  getTracer(name?: string | null, version?: string | null): Tracer {
    const scope = { name: textOf(name ?? ''), version: textOf(version ?? '') };
    const key = `${scope.name}@${scope.version}`;
    const tracer = this.#tracers.get(key) ?? new ScopeTracer(scope, this.#factory);
    this.#tracers.set(key, tracer);
    return tracer;
  }
}

class ScopeTracer implements Tracer {
  readonly #scope: InstrumentationScope;
  readonly #factory: SpanFactory | undefined;

  constructor(scope: InstrumentationScope, factory: SpanFactory | undefined) {
    this.#scope = scope;
    this.#factory = factory;
  }

  startSpan(name: string, options: SpanOptions = {}, context: Context = activeContext()): Span {
    if (isTracingSuppressed(context)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    const parent = options.root ? undefined : validParent(context);
    if (this.#factory === undefined) return trace.wrapSpanContext(parent ?? INVALID_SPAN_CONTEXT);
    const kind = options.kind ?? SpanKind.INTERNAL;
    const { startTime } = options;
    const startsAt = startTime === undefined ? undefined : this.#factory.recorder.clock.from(startTime);
    const span = this.#factory.start(this.#scope, textOf(name), kind, parent, startsAt);
    if (options.attributes !== undefined) span.setAttributes(options.attributes);
    if (options.links) span.addLinks(options.links);
    return span;
  }

  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    optionsOrRun: SpanOptions | F,
    contextOrRun?: Context | F,
    run?: F,
  ): ReturnType<F> {
    const body = [optionsOrRun, contextOrRun, run].find((argument) => typeof argument === 'function') as F;
    const options = typeof optionsOrRun === 'function' ? {} : optionsOrRun;
    const scope = currentScope();
    const base =
      contextOrRun === undefined || typeof contextOrRun === 'function' ? contextOf(scope) : contextOrRun;
    const span = this.startSpan(name, options, base);
    const { traceId, spanId } = span.spanContext();
    const inner =
      traceId === INVALID_TRACEID
        ? new SpanScope(span, undefined, undefined, base, scope?.requestId)
        : new SpanScope(span, traceId, spanId, base, scope?.requestId);
    return runInScope(inner, body, span, undefined) as ReturnType<F>;
  }
}

/** The span that a new one within `context` belongs to. */
function validParent(context: Context): SpanContext | undefined {
  if (context === ROOT_CONTEXT) return undefined;
  const parent = trace.getSpanContext(context);
  return parent !== undefined && isSpanContextValid(parent) ? parent : undefined;
}
