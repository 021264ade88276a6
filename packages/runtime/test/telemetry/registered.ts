import { VirtualClock } from '../../src/testing/index.ts';
import { HeaderPropagator } from '../../src/telemetry/tracing/propagation/index.ts';
import { register } from '../../src/telemetry/tracing/registration.ts';
import { alwaysOn, parentBased, type Sampler } from '../../src/telemetry/tracing/sampler.ts';
import {
  defaultSpanLimits,
  EpochClock,
  type AttributeList,
  type RecordedSpan,
  type SpanLimits,
} from '../../src/telemetry/tracing/span/index.ts';
import { ScopeTracerProvider, SpanFactory } from '../../src/telemetry/tracing/tracer.ts';

/** The runtime as the API's provider, its spans kept in a list. */
export interface Registered extends Disposable {
  readonly clock: VirtualClock;
  readonly ended: RecordedSpan[];
}

/** Registers with the API. Default: everything is sampled, within the default limits. */
export function registered(
  sampler: Sampler = parentBased(alwaysOn),
  limits: Partial<SpanLimits> = {},
): Registered {
  const clock = new VirtualClock();
  const ended: RecordedSpan[] = [];
  const recorder = {
    clock: new EpochClock(clock),
    limits: { ...defaultSpanLimits, ...limits },
    ended: (span: RecordedSpan) => ended.push(span),
  };
  const registration = register(
    new ScopeTracerProvider(new SpanFactory(recorder, sampler, true)),
    new HeaderPropagator(['tracecontext', 'baggage']),
    (parts) => {
      throw new Error(`others are registered: ${parts.join()}`);
    },
  );
  return { clock, ended, [Symbol.dispose]: () => registration[Symbol.dispose]() };
}

/** A list of attributes as an object. */
export function attributeObject(list: AttributeList = []): Record<string, unknown> {
  return Object.fromEntries(
    Array.from({ length: list.length / 2 }, (_, i) => [list[i * 2] as string, list[i * 2 + 1]]),
  );
}
