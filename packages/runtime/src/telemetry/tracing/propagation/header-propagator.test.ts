import { propagation, ROOT_CONTEXT, trace, type TextMapGetter } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { suppressTracing } from '../context/index.ts';
import { HeaderPropagator } from './index.ts';

const propagator = new HeaderPropagator(['tracecontext', 'baggage']);
const parent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
type Carrier = Record<string, string | string[]>;
const getter: TextMapGetter<Carrier> = {
  keys: (carrier) => Object.keys(carrier),
  get: (carrier, name) => carrier[name],
};
const extracted = (carrier: Carrier) =>
  trace.getSpanContext(propagator.extract(ROOT_CONTEXT, carrier, getter));

test('a header that is given as a list of one is that one', () => {
  expect(extracted({ traceparent: [parent] })?.traceId).toBe('a'.repeat(32));
});

test('two parents are none, two lists of states are one', () => {
  // As one text, a later version's and any other would pass for that one.
  const later = `01${parent.slice(2)}-more`;
  expect(extracted({ traceparent: later })).toBeDefined();
  for (const first of [parent, later]) expect(extracted({ traceparent: [first, parent] })).toBeUndefined();
  const { traceState } = extracted({ traceparent: parent, tracestate: ['a=1', 'b=2'] }) ?? {};
  expect([traceState?.get('a'), traceState?.get('b')]).toEqual(['1', '2']);
});

test('nothing is passed on where tracing is suppressed', () => {
  const context = propagator.extract(ROOT_CONTEXT, { traceparent: parent, baggage: 'a=1' }, getter);
  const injected = (of: typeof context) => {
    const carrier: Carrier = {};
    propagator.inject(of, carrier, { set: (to, name, value) => void ((to as Carrier)[name] = value) });
    return carrier;
  };
  expect(injected(context)).toEqual({ traceparent: parent, baggage: 'a=1' });
  expect(injected(suppressTracing(context))).toEqual({});
});

test('what is switched off is neither taken nor told', () => {
  const off = new HeaderPropagator(['none']);
  const context = off.extract(ROOT_CONTEXT, { traceparent: parent, baggage: 'a=1' }, getter);
  expect(trace.getSpanContext(context)).toBeUndefined();
  expect(propagation.getBaggage(context)).toBeUndefined();
  expect(off.fields()).toEqual([]);
});
