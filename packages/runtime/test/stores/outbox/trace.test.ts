import { expect, test } from 'vitest';
import { continueTrace } from '../../../src/stores/outbox/trace.ts';
import { attributesOf } from '../../telemetry/official-otlp.ts';
import { startTraced } from '../../telemetry/traced.ts';

test('the span of a delivery that failed tells the type of its error', async () => {
  await using traced = await startTraced();
  const failing = continueTrace({ id: '1', topic: 'news', attempt: 1 }, {}, () =>
    Promise.reject(new RangeError('no')),
  );
  await expect(failing).rejects.toThrow('no');
  await traced.flush();
  expect(attributesOf(traced.collector.span('process news'))).toMatchObject({ 'error.type': 'RangeError' });
});

test('a delivery’s span is named by the messaging conventions of today', async () => {
  await using traced = await startTraced();
  await continueTrace({ id: '7', topic: 'news', attempt: 2 }, {}, () => Promise.resolve());
  await traced.flush();
  expect(attributesOf(traced.collector.span('process news'))).toEqual({
    // `messaging.system` until version 1.45 of them.
    'messaging.system.name': 'postgresql',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': 'news',
    'messaging.message.id': '7',
    'seaworthy.outbox.attempt': '2',
  });
});
