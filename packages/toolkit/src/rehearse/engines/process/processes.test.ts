import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { childrenOf, descendants, usageOf } from './processes.ts';

test('a child that another thread than the first one has started is one of its process', async () => {
  // As a Go program or a JVM starts them, whose threads are as it comes.
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const child = require('node:child_process').spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
     parentPort.postMessage(child.pid);
     parentPort.once('message', () => child.stdin.end());`,
    { eval: true },
  );
  const [pid] = (await once(worker, 'message')) as [number];
  try {
    expect(childrenOf(process.pid)).toContain(pid);
    expect(descendants(process.pid)).toContain(pid);
  } finally {
    worker.postMessage('end');
    await once(worker, 'exit');
  }
});

test('a process that has ended has no children and uses nothing', async () => {
  const child = spawn('true');
  await once(child, 'exit');
  const pid = child.pid ?? 0;
  expect(childrenOf(pid)).toEqual([]);
  expect(usageOf([pid])).toEqual({ memoryBytes: 0, cpuMs: 0 });
});

test('resident memory is that of the process, whatever the size of its pages', () => {
  const { memoryBytes, cpuMs } = usageOf([process.pid]);
  const own = process.memoryUsage.rss();
  expect(memoryBytes / own).toBeCloseTo(1, 0);
  expect(cpuMs).toBeGreaterThan(0);
});
