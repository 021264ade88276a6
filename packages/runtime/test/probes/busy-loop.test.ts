import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { makeCpuGroup } from '../resources/cpu-group.ts';
import { startProbeProcess, type ProbeProcess } from './probe-process.ts';

/** Asks for `path` again and again until `end` settles; the statuses that were seen, 0 for no answer in time. */
async function watch(subject: ProbeProcess, path: string, end: Promise<unknown>): Promise<Set<number>> {
  const seen = new Set<number>();
  const ended = new AbortController();
  const ending = end.finally(() => ended.abort());
  while (!ended.signal.aborted) {
    seen.add(await subject.probe(path).catch(() => 0));
    await sleep(20);
  }
  await ending;
  return seen;
}

test('a request that computes for 3 s leaves every probe green, at default thresholds', async () => {
  await using subject = await startProbeProcess([]);
  subject.tell('ready');
  await subject.line('"ready"');
  subject.tell('spin 3000');
  await subject.line('spinning');
  const spun = subject.line('spun');
  const [live, ready] = await Promise.all([watch(subject, '/livez', spun), watch(subject, '/readyz', spun)]);
  expect([...live, ...ready]).toEqual([200, 200]);
});

test('an endless loop fails liveness once it has lasted for the threshold, and not before', async () => {
  await using subject = await startProbeProcess(['{"stallThresholdMs":1000,"heartbeatMs":50}']);
  subject.tell('ready');
  await subject.line('"ready"');
  const from = performance.now();
  subject.tell('spin forever');
  let status = 200;
  while (status === 200) {
    status = await subject.probe('/livez');
    await sleep(20);
  }
  expect(status).toBe(503);
  // Silence is counted from the last beat, at most 50 ms before the loop began.
  expect(performance.now() - from).toBeGreaterThan(1000 - 50);
  expect(await subject.probe('/readyz')).toBe(503);
});

test('a stall that ends is told with its length and its begin', async () => {
  await using subject = await startProbeProcess(['{"stallThresholdMs":400,"heartbeatMs":50}']);
  subject.tell('ready');
  await subject.line('"ready"');
  const before = Date.now();
  // Computing time, because on a busy machine a span of the clock may hold little of it.
  subject.tell('burn 1000');
  const event = JSON.parse(await subject.line('"alive":true')) as {
    stalledMs: number;
    throttledMs: number;
    since: number;
  };
  expect(event.stalledMs + event.throttledMs).toBeGreaterThan(900);
  expect(event.stalledMs).toBeGreaterThanOrEqual(400);
  expect(event.since).toBeGreaterThanOrEqual(before - 200);
  expect(await subject.line('"alive":false')).toContain('"type":"liveness"');
  expect(await subject.probe('/livez')).toBe(200);
});

test('draining turns readiness red at once, though the loop is busy from then on; liveness stays green', async () => {
  await using subject = await startProbeProcess([]);
  subject.tell('ready');
  await subject.line('"ready"');
  expect(await subject.probe('/readyz')).toBe(200);
  subject.tell('drain forever');
  await subject.line('spinning');
  expect(await subject.probe('/readyz')).toBe(503);
  expect(await subject.probe('/livez')).toBe(200);
});

test('a process that is stopped while it computes, and goes on, is alive', async () => {
  await using subject = await startProbeProcess(['{"stallThresholdMs":1500,"heartbeatMs":50}']);
  subject.tell('ready');
  await subject.line('"ready"');
  subject.tell('burn 700');
  await subject.line('burning');
  subject.child.kill('SIGSTOP');
  await sleep(2000);
  subject.child.kill('SIGCONT');
  const seen = await watch(subject, '/livez', subject.line('burnt'));
  expect([...seen]).toEqual([200]);
});

test('a process throttled by its quota is alive, though its loop is silent for longer than the threshold', async (context) => {
  const group = makeCpuGroup(1);
  if (typeof group === 'string') return context.skip(group);
  try {
    await using subject = await startProbeProcess(['{"stallThresholdMs":1000,"heartbeatMs":50}'], group);
    subject.tell('ready');
    await subject.line('"ready"');
    group.setQuota(0.1);
    const from = performance.now();
    subject.tell('burn 300');
    await subject.line('burning');
    const seen = await watch(subject, '/livez', subject.line('burnt'));
    expect(performance.now() - from).toBeGreaterThan(2000);
    expect(seen).toContain(200);
    // A throttled process may be late; what it must not do is say that it has stalled.
    expect(seen).not.toContain(503);
  } finally {
    await group.remove();
  }
});

test('it neither keeps the process alive nor delays its exit, whatever connections are open', async () => {
  await using subject = await startProbeProcess([]);
  const silent = connect(subject.port, '127.0.0.1');
  const half = connect(subject.port, '127.0.0.1');
  half.write('GET /livez HTTP/1.1\r\n');
  silent.on('error', () => undefined);
  half.on('error', () => undefined);
  await subject.probe('/livez');
  const exited = once(subject.child, 'exit');
  subject.child.stdin?.end();
  expect(await exited).toEqual([0, null]);
});

test('close ends it in good order, whatever connections are open', async () => {
  await using subject = await startProbeProcess([]);
  const silent = connect(subject.port, '127.0.0.1');
  silent.on('error', () => undefined);
  await subject.probe('/livez');
  const exited = once(subject.child, 'exit');
  subject.tell('close');
  expect(await exited).toEqual([0, null]);
  expect(subject.lines).toContain('closed');
});
