import { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { expect, test } from 'vitest';
import { HeaderPropagator, type PropagatorName } from './index.ts';

const traceId = '80f198ee56343ba864fe8b2a57d3eff7';
const spanId = 'e457b5a2e4d86bd1';
const parts = { 'x-b3-traceid': traceId, 'x-b3-spanid': spanId };

type Carrier = Readonly<Record<string, string>>;

/** What goes on of a request with `carrier`. */
function passedOn(names: readonly PropagatorName[], carrier: Carrier): Carrier {
  const propagator = new HeaderPropagator(names);
  const passed: Record<string, string> = {};
  propagator.inject(
    propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter),
    passed,
    defaultTextMapSetter,
  );
  return passed;
}

function parentOf(carrier: Carrier, names: readonly PropagatorName[] = ['b3']) {
  return trace.getSpanContext(
    new HeaderPropagator(names).extract(ROOT_CONTEXT, carrier, defaultTextMapGetter),
  );
}

test.each<[Carrier, string]>([
  [{ b3: `${traceId}-${spanId}-1` }, '1'],
  [{ b3: `${traceId}-${spanId}-0` }, '0'],
  [{ b3: `${traceId}-${spanId}-d-05e3ac9a4f6e3b90` }, 'd'],
  [{ b3: `${traceId}-${spanId}` }, '0'],
  [{ ...parts, 'x-b3-sampled': '1' }, '1'],
  [{ ...parts, 'x-b3-sampled': 'false' }, '0'],
  [{ ...parts, 'x-b3-flags': '1' }, 'd'],
  [{ ...parts, 'x-b3-parentspanid': '05e3ac9a4f6e3b90' }, '0'],
])('%j is read by both names, and goes on in the form that is asked for', (carrier, state) => {
  expect(passedOn(['b3'], carrier)).toEqual({ b3: `${traceId}-${spanId}-${state}` });
  const flags = state === 'd' ? { 'x-b3-flags': '1' } : { 'x-b3-sampled': state };
  expect(passedOn(['b3multi'], carrier)).toEqual({ ...parts, ...flags });
  expect(parentOf(carrier)).toEqual({ traceId, spanId, traceFlags: state === '0' ? 0 : 1, isRemote: true });
});

test('an id of 64 bits is written with zeros before it', () => {
  expect(parentOf({ b3: `64fe8b2a57d3eff7-${spanId}-1` })?.traceId).toBe(`${'0'.repeat(16)}64fe8b2a57d3eff7`);
});

test.each<Carrier>([
  {},
  { b3: '0' },
  { b3: `${'0'.repeat(32)}-${spanId}-1` },
  { b3: `${traceId}-${'0'.repeat(16)}-1` },
  { b3: `${traceId}-${spanId}-constructor` },
  { b3: `${traceId.toUpperCase()}-${spanId}-1` },
  { b3: `${traceId.slice(1)}-${spanId}-1` },
  { b3: `${traceId}-${spanId}-1,${traceId}-${spanId}-1` },
  { 'x-b3-traceid': traceId },
  { ...parts, 'x-b3-sampled': 'maybe' },
])('%j is no parent', (carrier) => {
  expect(parentOf(carrier)).toBeUndefined();
});

test('one header goes before several, and several before one that is malformed', () => {
  const other = 'a'.repeat(32);
  expect(parentOf({ b3: `${other}-${spanId}-1`, ...parts })?.traceId).toBe(other);
  expect(parentOf({ b3: 'nonsense', ...parts })?.traceId).toBe(traceId);
});

test('all forms are written; of two that come, the last of the list counts', () => {
  const carrier = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, b3: `${traceId}-${spanId}-1` };
  expect(parentOf(carrier, ['tracecontext', 'b3'])?.traceId).toBe(traceId);
  expect(parentOf(carrier, ['b3', 'tracecontext'])?.traceId).toBe('a'.repeat(32));
  expect(passedOn(['tracecontext', 'baggage', 'b3'], { b3: `${traceId}-${spanId}-1` })).toEqual({
    traceparent: `00-${traceId}-${spanId}-01`,
    b3: `${traceId}-${spanId}-1`,
  });
});

test.each<[PropagatorName, B3InjectEncoding, Carrier[]]>([
  [
    'b3',
    B3InjectEncoding.SINGLE_HEADER,
    ['0', '1', 'd'].map((state) => ({ b3: `${traceId}-${spanId}-${state}` })),
  ],
  [
    'b3multi',
    B3InjectEncoding.MULTI_HEADER,
    [
      { ...parts, 'x-b3-sampled': '0' },
      { ...parts, 'x-b3-sampled': '1' },
      { ...parts, 'x-b3-flags': '1' },
    ],
  ],
])('as %s OpenTelemetry’s own propagator reads and writes the same', (name, injectEncoding, carriers) => {
  const propagators = [new HeaderPropagator([name]), new B3Propagator({ injectEncoding })];
  for (const carrier of carriers) {
    const [byUs, byThem] = propagators.map((propagator) => {
      const context = propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
      const headers: Record<string, string> = {};
      propagator.inject(context, headers, defaultTextMapSetter);
      return { headers, parent: trace.getSpanContext(context) };
    });
    expect(byUs).toEqual(byThem);
  }
});
