import {
  SpanStatusCode,
  type Attributes,
  type Exception,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  type TimeInput,
  type TraceState,
} from '@opentelemetry/api';
import { textOf } from '../../../thrown.ts';
import { attributeList, setAttribute, type AttributeList } from './attribute-list.ts';
import type { EpochClock } from './epoch-clock.ts';
import { exceptionAttributes } from './exception.ts';
import type { SpanLimits } from './limits.ts';

/** What made a span: an instrumentation library or a part of the service. */
export interface InstrumentationScope {
  readonly name: string;
  readonly version: string;
}

/** What all spans of a process share. */
export interface Recorder {
  readonly clock: EpochClock;
  readonly limits: SpanLimits;
  /** Takes a span that has ended. */
  readonly ended: (span: RecordedSpan) => void;
}

/** An event of a span. */
export interface SpanEvent {
  readonly name: string;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly attributes: AttributeList;
  readonly droppedAttributes: number;
}

/** A link of a span to another. */
export interface SpanLink {
  readonly context: SpanContext;
  readonly attributes: AttributeList;
  readonly droppedAttributes: number;
}

const TRACE_ID = /^[\da-f]{32}$/i;
const SPAN_ID = /^[\da-f]{16}$/i;

/** Where a span stands in its trace. */
export interface SpanIdentity {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
  readonly parent: SpanContext | undefined;
}

/**
 * A sampled span. Its fields have one fixed shape, and what most spans lack (events, links) is made when first needed.
 * After `end` nothing changes it any more. Callers without types give a name or a message that is no text: it is made
 * one.
 */
export class RecordedSpan implements Span {
  name: string;
  readonly kind: SpanKind;
  readonly scope: InstrumentationScope;
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
  readonly traceState: TraceState | undefined;
  readonly parentSpanId: string;
  readonly parentIsRemote: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly startTime: number;
  /** Milliseconds since the Unix epoch; 0 until it has ended. */
  endTime = 0;
  attributes: AttributeList = [];
  droppedAttributes = 0;
  events: SpanEvent[] | undefined = undefined;
  droppedEvents = 0;
  links: SpanLink[] | undefined = undefined;
  droppedLinks = 0;
  status: SpanStatusCode = SpanStatusCode.UNSET;
  statusMessage = '';
  readonly #recorder: Recorder;
  #context: SpanContext | undefined = undefined;

  constructor(
    recorder: Recorder,
    scope: InstrumentationScope,
    name: string,
    kind: SpanKind,
    identity: SpanIdentity,
    startTime: number,
  ) {
    this.#recorder = recorder;
    this.scope = scope;
    this.name = name;
    this.kind = kind;
    this.traceId = identity.traceId;
    this.spanId = identity.spanId;
    this.traceFlags = identity.traceFlags;
    this.traceState = identity.parent?.traceState;
    this.parentSpanId = identity.parent?.spanId ?? '';
    this.parentIsRemote = identity.parent?.isRemote === true;
    this.startTime = startTime;
  }

  spanContext(): SpanContext {
    const { traceId, spanId, traceFlags, traceState } = this;
    this.#context ??= { traceId, spanId, traceFlags, ...(traceState && { traceState }) };
    return this.#context;
  }

  isRecording(): boolean {
    return this.endTime === 0;
  }

  setAttribute(key: string, value: unknown): this {
    if (this.endTime !== 0) return this;
    const { attributes, valueLength } = this.#recorder.limits;
    this.droppedAttributes += setAttribute(this.attributes, key, value, attributes, valueLength);
    return this;
  }

  /** Adds `list`, whose keys are distinct; what the user has set stays. The list becomes the span's own. */
  fill(list: AttributeList): void {
    const { limits } = this.#recorder;
    const free = limits.valueLength === Number.POSITIVE_INFINITY && list.length <= limits.attributes * 2;
    if (free && this.attributes.length === 0) this.attributes = list;
    else for (let i = 0; i < list.length; i += 2) this.#setIfAbsent(list[i] as string, list[i + 1]);
  }

  setAttributes(attributes: Attributes): this {
    for (const key in attributes) this.setAttribute(key, attributes[key]);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.endTime !== 0) return this;
    const { limits, clock } = this.#recorder;
    const isTime = isTimeInput(attributesOrTime);
    const attributes = isTime ? undefined : attributesOrTime;
    const { list, dropped } = attributeList(attributes, limits.attributesPerEvent, limits.valueLength);
    this.events ??= [];
    this.events.push({
      name: textOf(name),
      time: clock.from(isTime ? attributesOrTime : time),
      attributes: list,
      droppedAttributes: dropped,
    });
    // The oldest goes: what happened last explains the end.
    if (this.events.length > limits.events) {
      this.events.shift();
      this.droppedEvents += 1;
    }
    return this;
  }

  addLink(link: Link): this {
    if (this.endTime !== 0) return this;
    const { limits } = this.#recorder;
    this.links ??= [];
    if (this.links.length >= limits.links || !hasIds(link.context)) {
      this.droppedLinks += 1;
      return this;
    }
    const { list, dropped } = attributeList(link.attributes, limits.attributesPerLink, limits.valueLength);
    this.links.push({
      context: link.context,
      attributes: list,
      droppedAttributes: dropped + (link.droppedAttributesCount ?? 0),
    });
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    this.addEvent('exception', exceptionAttributes(exception), time);
  }

  setStatus({ code, message }: SpanStatus): this {
    if (this.endTime !== 0 || this.status === SpanStatusCode.OK || code === SpanStatusCode.UNSET) return this;
    this.status = code;
    this.statusMessage = code === SpanStatusCode.ERROR ? textOf(message ?? '') : '';
    return this;
  }

  updateName(name: string): this {
    if (this.endTime === 0) this.name = textOf(name);
    return this;
  }

  end(time?: TimeInput): void {
    if (this.endTime === 0) this.#endAt(this.#recorder.clock.from(time));
  }

  /** Ends it so many milliseconds after its start. */
  endAfter(durationMs: number): void {
    if (this.endTime === 0) this.#endAt(this.startTime + durationMs);
  }

  #endAt(time: number): void {
    this.endTime = Math.max(this.startTime, time);
    this.#recorder.ended(this);
  }

  #setIfAbsent(key: string, value: unknown): void {
    for (let i = 0; i < this.attributes.length; i += 2) if (this.attributes[i] === key) return;
    this.setAttribute(key, value);
  }
}

/**
 * Whether a context has ids that OTLP can carry: others, such as of 64 bits or none, come from headers of other propagators and
 * from callers without types, and a collector refuses all that is sent with them. Those that are all zero can be carried.
 */
function hasIds(context: SpanContext | undefined): boolean {
  return context !== undefined && TRACE_ID.test(context.traceId) && SPAN_ID.test(context.spanId);
}

function isTimeInput(value: Attributes | TimeInput | undefined): value is TimeInput {
  return typeof value === 'number' || value instanceof Date || Array.isArray(value);
}
