import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { makeCpuGroup } from '../resources/cpu-group.ts';
import { startProbeProcess, type ProbeProcess } from './probe-process.ts';

/** Asks for `path` again and again until `end` settles; the statuses that were seen. */
async function watch(subject: ProbeProcess, path: string, end: Promise<unknown>): Promise<Set<number>> {
  const seen = new Set<number>();
  const ended = new AbortController();
  const ending = end.finally(() => ended.abort());
  while (!ended.signal.aborted) {
    seen.add(await subject.probe(path));
    await sleep(20);
  }
  await ending;
  return seen;
}

/** A file for as long as which the loop of a subject spins. */
function closedGate(): { readonly file: string; readonly open: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-spin-'));
  const file = join(folder, 'gate');
  writeFileSync(file, '');
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return { file, open: () => rmSync(file) };
}

/** When the loop of a subject last turned before it span, and when it began to, in milliseconds since the Unix epoch. */
async function spinning(subject: ProbeProcess): Promise<{ beatAt: number; from: number }> {
  return JSON.parse(await subject.line('"spinning"')) as { beatAt: number; from: number };
}

/**
 * Waits until `path` fails for good. What kept the loop from running is heard of when that is over, so just past the threshold a busy
 * machine may excuse what was a stall before.
 */
async function failing(subject: ProbeProcess, path: string): Promise<void> {
  for (let inRow = 0; inRow < 10; await sleep(20))
    inRow = (await subject.probe(path)) === 503 ? inRow + 1 : 0;
}

test('a request that computes for 3 s leaves every probe green, at default thresholds', async () => {
  await using subject = await startProbeProcess([]);
  subject.tell('ready');
  await subject.line('"ready"');
  const gate = closedGate();
  subject.tell(`spin ${gate.file}`);
  await spinning(subject);
  const over = sleep(3000);
  const [live, ready] = await Promise.all([watch(subject, '/livez', over), watch(subject, '/readyz', over)]);
  // So none of the answers can have come from the loop.
  expect(subject.lines).not.toContain('spun');
  expect([...live, ...ready]).toEqual([200, 200]);
  gate.open();
  await subject.line('spun');
});

test('an endless loop fails liveness once it has lasted for the threshold, and not before', async () => {
  await using subject = await startProbeProcess(['{"stallThresholdMs":1000,"heartbeatMs":50}']);
  subject.tell('ready');
  await subject.line('"ready"');
  subject.tell(`spin-after-beat ${closedGate().file}`);
  const { beatAt } = await spinning(subject);
  let status = 200;
  while (status === 200) {
    status = await subject.probe('/livez');
    await sleep(20);
  }
  expect(status).toBe(503);
  // Rounded to milliseconds on either side.
  expect(Date.now() - beatAt).toBeGreaterThanOrEqual(1000 - 1);
  await failing(subject, '/livez');
  await failing(subject, '/readyz');
});

test('a stall that ends is told with its length and its begin', async () => {
  await using subject = await startProbeProcess(['{"stallThresholdMs":400,"heartbeatMs":50}']);
  subject.tell('ready');
  await subject.line('"ready"');
  const gate = closedGate();
  subject.tell(`spin-after-beat ${gate.file}`);
  const { beatAt, from } = await spinning(subject);
  await failing(subject, '/livez');
  const [openedAt, told] = [Date.now(), subject.lines.length];
  gate.open();
  await expect.poll(() => subject.lines.slice(told).join('\n')).toContain('"alive":true');
  const event = JSON.parse(subject.lines.findLast((line) => line.includes('"alive":true')) ?? '') as {
    stalledMs: number;
    throttledMs: number;
    since: number;
  };
  const lengthMs = event.stalledMs + event.throttledMs;
  // Each of the times is rounded, and so is each of the lengths.
  expect(event.stalledMs).toBeGreaterThanOrEqual(400);
  expect(lengthMs).toBeGreaterThanOrEqual(openedAt - from - 2);
  expect(event.since).toBeGreaterThanOrEqual(beatAt - 1);
  expect(event.since + lengthMs).toBeLessThanOrEqual(Date.now() + 3);
  expect(await subject.line('"alive":false')).toContain('"type":"liveness"');
  expect(await subject.probe('/livez')).toBe(200);
});

test('draining turns readiness red at once, though the loop is busy from then on; liveness stays green', async () => {
  await using subject = await startProbeProcess([]);
  subject.tell('ready');
  await subject.line('"ready"');
  expect(await subject.probe('/readyz')).toBe(200);
  subject.tell(`drain ${closedGate().file}`);
  await spinning(subject);
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
