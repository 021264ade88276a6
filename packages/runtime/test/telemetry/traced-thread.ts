/** A worker thread for threads.test.ts. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { traceThread } from '../../src/telemetry/tracing/index.ts';

const tracing = traceThread((workerData as { port: MessagePort }).port);

parentPort?.on('message', (message: string) => {
  if (message === 'work') {
    const span = tracing.tracer('test').startSpan('in a thread');
    span.end();
    parentPort?.postMessage(span.spanContext().spanId);
  } else {
    parentPort?.postMessage('blocking');
    // Until it is terminated.
    for (;;);
  }
});
