/** Prints the heaps that worker threads of the service's own get, and then what became of two that make garbage. */
import { once } from 'node:events';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { findCgroup, sizeHeap } from '../../src/resources/index.ts';

await sizeHeap(findCgroup());

const tellHeap =
  'const { parentPort } = require("node:worker_threads"); parentPort.postMessage(require("node:v8").getHeapStatistics().heap_size_limit);';
/** Of 20,000 small objects a round the last four rounds are alive, about 10 MiB. */
const makeGarbage = `const kept = [];
for (let round = 0; round < 80; round++) {
  kept[round % 4] = Array.from({ length: 20000 }, (_, i) => ({ i, text: 'x' + i, pair: [i, i] }));
}`;

async function heapMiB(options: WorkerOptions): Promise<number> {
  const [bytes] = (await once(new Worker(tellHeap, { eval: true, ...options }), 'message')) as [number];
  return bytes / 2 ** 20;
}

const limits = { maxOldGenerationSizeMb: 40, maxYoungGenerationSizeMb: 12 };
console.log(
  JSON.stringify({ plainMiB: await heapMiB({}), limitedMiB: await heapMiB({ resourceLimits: limits }) }),
);
const threads = Array.from({ length: 2 }, () => new Worker(makeGarbage, { eval: true }));
await Promise.all(threads.map((thread) => once(thread, 'exit')));
console.log(JSON.stringify('done'));
