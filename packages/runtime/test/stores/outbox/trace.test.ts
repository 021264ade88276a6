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
