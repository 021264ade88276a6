import { expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../testing/index.ts';
import type { RecordedSpan } from './span/index.ts';
import { startTracing } from './tracing.ts';

test('spans follow the machine’s time, when that is set, from the next export on', async () => {
  let setBy = 0;
  const clock = new VirtualClock();
  Object.assign(clock, { wallTime: () => 1_000_000 + clock.now() + setBy });
  const tracing = startTracing({
    service: 'shop',
    version: '1',
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' },
    clock,
    emit: () => undefined,
    traceClients: false,
  });
  onTestFinished(async () => {
    const ended = tracing[Symbol.asyncDispose]();
    // There is no collector: the last flush is given up when its time has passed.
    await clock.advance(10_000);
    await ended;
  });
  const start = () => tracing.tracer('test').startSpan('a') as RecordedSpan;
  start().end();
  setBy = 60_000;
  expect(start().startTime).toBe(1_000_000);
  await clock.advance(5000);
  expect(start().startTime).toBe(1_065_000);
});
