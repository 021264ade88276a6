import { once } from 'node:events';
import { Worker, type MessagePort } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { startTraced } from './traced.ts';

/** A thread that traces: makes a span for each message, and answers with its id. */
function startThread(port: MessagePort, endpoint: string): Worker {
  return new Worker(new URL('traced-thread.ts', import.meta.url), {
    workerData: { port },
    transferList: [port],
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
    execArgv: ['--conditions=seaworthy-source'],
  });
}

test('a flush includes the spans of worker threads, and the numbers too', async () => {
  await using traced = await startTraced();
  const worker = startThread(traced.tracing.threadPort(), traced.collector.endpoint);
  worker.postMessage('work');
  const [spanId] = (await once(worker, 'message')) as [string];
  traced.tracing.tracer('test').startSpan('main').end();
  await traced.flush();
  expect(traced.collector.span('in a thread').spanId).toBe(spanId);
  expect(traced.collector.span('main')).toBeDefined();
  for (const { traces } of traced.collector.requests)
    expect(traces.resourceSpans[0]?.resource.attributes).toEqual(
      expect.arrayContaining([{ key: 'service.name', value: { stringValue: 'test' } }]),
    );
  expect(traced.tracing.stats()).toMatchObject({ exported: 2, queued: 0 });

  await worker.terminate();
  traced.tracing.tracer('test').startSpan('after the thread').end();
  await traced.flush(60_000);
  expect(traced.tracing.stats()).toMatchObject({ exported: 3 });
});

test('a port that no thread uses keeps nobody waiting', async () => {
  await using traced = await startTraced();
  traced.tracing.threadPort();
  traced.tracing.tracer('test').startSpan('main').end();
  await traced.flush(60_000);
  expect(traced.collector.spans()).toHaveLength(1);
});

test('a thread that does not answer is waited for until the deadline, no longer', async () => {
  await using traced = await startTraced();
  const worker = startThread(traced.tracing.threadPort(), traced.collector.endpoint);
  worker.postMessage('work');
  await once(worker, 'message');
  worker.postMessage('block');
  await once(worker, 'message');
  await traced.flush(200);
  await worker.terminate();
});
