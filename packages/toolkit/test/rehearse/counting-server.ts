import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';

/** A server in a thread, until the test is over, which counts its requests where a main thread sees it that never turns. */
export async function countingServer(): Promise<{ port: number; served: () => number }> {
  const count = new Int32Array(new SharedArrayBuffer(4));
  const program = `const { parentPort, workerData } = require('node:worker_threads');
    const server = require('node:http').createServer((request, response) => {
      Atomics.add(workerData, 0, 1);
      response.end();
    }).listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`;
  const worker = new Worker(program, { eval: true, workerData: count });
  onTestFinished(async () => void (await worker.terminate()));
  const [port] = (await once(worker, 'message')) as [number];
  return { port, served: () => Atomics.load(count, 0) };
}
