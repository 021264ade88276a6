import { trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { registered } from '../../../../test/telemetry/registered.ts';
import { alwaysOff, parentBased } from '../sampler.ts';
import { startDatabaseSpan } from './database-span.ts';

const call = { name: 'SELECT users', attributes: { 'db.operation.name': 'SELECT' } };

test('a call is described only where its span is recorded', () => {
  using _ = registered(parentBased(alwaysOff));
  const describe = () => expect.fail('a long statement would be looked at for nothing');
  expect(startDatabaseSpan('postgresql', describe)).toBeUndefined();
  trace.getTracer('test').startActiveSpan('parent', (parent) => {
    const span = startDatabaseSpan('postgresql', describe);
    expect(span?.spanContext().traceId).toBe(parent.spanContext().traceId);
  });
});

test('a span is called as its call, with its system', () => {
  using api = registered();
  trace.getTracer('test').startActiveSpan('parent', () => startDatabaseSpan('redis', () => call)?.end());
  expect(api.ended).toMatchObject([
    { name: 'SELECT users', attributes: ['db.system.name', 'redis', 'db.operation.name', 'SELECT'] },
  ]);
});
