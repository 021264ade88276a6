import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { spawnService, type LogLine, type SpawnOptions } from '@seaworthy/runtime/testing';

const run = (env: NodeJS.ProcessEnv = {}, options: SpawnOptions = {}) =>
  spawnService(new URL('service.ts', import.meta.url), { ...options, env });
const isReady = (line: LogLine) => line['event'] === 'state' && line['to'] === 'ready';
const isListening = (line: LogLine) => line['event'] === 'listening' && line['name'] === 'http';
const messages = (lines: readonly LogLine[]) => lines.map(({ msg }) => msg);

test('SIGTERM drains and exits with 0, releasing in reverse', async () => {
  await using service = run();
  await service.line(isReady);
  service.kill('SIGTERM');
  expect(await service.exit).toEqual({ code: 0, signal: null });
  const order = messages(service.lines).filter((message) => String(message).endsWith(' released'));
  expect(order.slice(0, 2)).toEqual(['second released', 'first released']);
});

test('every line of the log is JSON, and the last one tells the end', async () => {
  await using service = run({ SUBJECT_TYPO: '1' });
  await service.line(isReady);
  service.kill('SIGTERM');
  await service.exit;
  expect(service.lines.filter((line) => 'text' in line)).toEqual([]);
  expect(service.lines.at(-1)).toMatchObject({ event: 'state', to: 'stopped' });
  // What the definition says of the log and of the configuration holds.
  const released = service.lines.find(({ msg }) => msg === 'second released');
  expect(released).toMatchObject({ card: { number: '[redacted]' } });
  const unknown = service.lines.filter(({ event }) => event === 'config.unknown');
  expect(unknown).toMatchObject([{ variable: 'SUBJECT_TYPO' }]);
});

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('%s before the service runs ends the process with %i', async (signal, code) => {
  await using service = run({ HANG_BEFORE_START: 'true' });
  await service.line(({ msg }) => msg === 'loading');
  service.kill(signal);
  expect(await service.exit).toEqual({ code, signal: null });
});

describe('a signal during start', () => {
  test('aborts it, releases what was started and exits with 70', async () => {
    await using service = run({ HANG_IN_START: 'true' });
    await service.line(({ msg }) => msg === 'hanging');
    service.kill('SIGTERM');
    expect(await service.exit).toEqual({ code: 70, signal: null });
    expect(messages(service.lines)).toContain('first released');
  });

  test.skipIf(process.getuid?.() !== 0)('does so as PID 1 too', async () => {
    await using service = run(
      { HANG_IN_START: 'true' },
      { prefix: ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'] },
    );
    const { pid } = await service.line(({ msg }) => msg === 'hanging');
    expect(pid === undefined || pid === 1).toBe(true);
    // unshare passes no signals on: the child of it is PID 1 of the namespace.
    process.kill(await childOf(service.pid), 'SIGTERM');
    expect((await service.exit).code).toBe(70);
  });
});

test('a failed start exits with 69 and one clear error', async () => {
  await using service = run({ FAIL_IN_START: 'true' });
  expect((await service.exit).code).toBe(69);
  const fatal = service.lines.filter(({ level }) => level === 'fatal');
  expect(fatal).toHaveLength(1);
  expect(JSON.stringify(fatal)).toContain('no luck');
});

test('whoever waits for a line that never comes is told what came', async () => {
  await using service = run({ FAIL_IN_START: 'true' });
  await expect(service.line(() => false)).rejects.toThrow(/ended without that line[^]*no luck/);
});

test('a port in use exits with 69 and says which', async () => {
  await using taken = createServer().listen(0);
  const { port } = taken.address() as AddressInfo;
  await using service = run({ PORT: String(port) });
  expect((await service.exit).code).toBe(69);
  expect(JSON.stringify(service.lines)).toContain('SW_PORT_IN_USE');
  expect(JSON.stringify(service.lines)).toContain(String(port));
});

test('one port for the service and its probes is refused as that, not as another process’s', async () => {
  const taken = createServer().listen(0);
  const { port } = taken.address() as AddressInfo;
  await new Promise((resolve) => taken.close(resolve));
  await using service = run({ PORT: String(port), ADMIN_PORT: String(port) });
  expect((await service.exit).code).toBe(78);
  expect(JSON.stringify(service.lines)).toContain(`PORT and ADMIN_PORT are both ${port}`);
});

test('a refused configuration exits with 78, names every variable at once, and no secret’s value', async () => {
  await using service = run({ PORT: 'eighty', LINGER: 'perhaps', SECRET_NUMBER: 'hunter2' });
  expect((await service.exit).code).toBe(78);
  const output = JSON.stringify(service.lines) + service.stderr();
  for (const variable of ['PORT', 'LINGER', 'SECRET_NUMBER']) expect(output).toContain(variable);
  expect(output).not.toContain('hunter2');
});

test('a budget that cannot fit exits with 78 and shows the arithmetic', async () => {
  await using service = run({ SEAWORTHY_GRACE_PERIOD: '5s', SEAWORTHY_DRAIN_DELAY: '10s' });
  expect((await service.exit).code).toBe(78);
  expect(JSON.stringify(service.lines) + service.stderr()).toContain('grace period 5 s − preStop 0 s');
});

test('a signal that a listener of the service raises again, as it comes, is told and ends nothing', async () => {
  await using service = run({ RAISE_AGAIN: 'true', SEAWORTHY_DRAIN_DELAY: '0s' });
  await service.line(isReady);
  service.kill('SIGTERM');
  expect(await service.exit).toEqual({ code: 0, signal: null });
  expect(service.lines).toContainEqual(
    expect.objectContaining({ event: 'signal.raised', signal: 'SIGTERM', level: 'warn' }),
  );
  expect(messages(service.lines)).toContain('first released');
});

test('a second signal exits at once with 76', async () => {
  await using service = run({ SEAWORTHY_DRAIN_DELAY: '20s' });
  await service.line(isReady);
  service.kill('SIGTERM');
  await service.line(({ event, to }) => event === 'state' && to === 'draining');
  service.kill('SIGTERM');
  expect(await service.exit).toEqual({ code: 76, signal: null });
  expect(service.lines.at(-1)).toMatchObject({ event: 'signal', repeated: true });
});

test('two interrupts within 100 ms are one, as npm passes on what the terminal has sent already', async () => {
  await using service = spawnService(new URL('interrupted.ts', import.meta.url), {
    args: ['0', '99', '100'],
  });
  expect(await service.exit).toEqual({ code: 76, signal: null });
  expect(service.lines).toMatchObject([
    { signal: 'SIGINT', repeated: false, at: 0 },
    { signal: 'SIGINT', repeated: true, at: 100 },
  ]);
});

test.each([
  ['/throw', 'uncaughtException', 'boom'],
  ['/reject', 'unhandledRejection', 'left alone'],
  ['/ring', 'unhandledRejection', 'a ring'],
  ['/no-text', 'unhandledRejection', '[object]'],
])('%s: an %s is logged fatal, and the process drains and exits with 1', async (path, origin, message) => {
  await using service = run();
  const { port } = await service.line(isListening);
  await service.line(isReady);
  const response = await fetch(`http://localhost:${String(port)}${path}`);
  expect(response.status).toBe(200);
  expect((await service.exit).code).toBe(1);
  const fatal = service.lines.find((line) => line['event'] === 'fault');
  expect(fatal).toMatchObject({ level: 'fatal', origin });
  expect(JSON.stringify(fatal)).toContain(message);
  expect(messages(service.lines)).toContain('first released');
  // It is told within its request; the shutdown is not.
  const requestId = response.headers.get('x-request-id');
  const within = service.lines.filter(
    (line) => line['request_id'] === requestId && line['path'] === undefined,
  );
  expect(within).toEqual([fatal]);
});

test('what still runs at the deadline is named, aborted, and the exit code is 75', async () => {
  await using service = run({ SEAWORTHY_GRACE_PERIOD: '3s', HANG_IN_WORKER: 'true' });
  const { port } = await service.line(isListening);
  await service.line(isReady);
  const request = fetch(`http://localhost:${String(port)}/slow`).catch((error: unknown) => error);
  await service.line(() => true);
  await fetch(`http://localhost:${String(port)}/`);
  service.kill('SIGTERM');
  expect((await service.exit).code).toBe(75);
  const aborted = JSON.stringify(service.lines.filter((line) => line['event'] === 'drain.aborted'));
  expect(aborted).toContain('GET /slow');
  expect(aborted).toContain('worker stubborn');
  expect(await request).toBeInstanceOf(Error);
});

test('what keeps the process alive after the release is reported', async () => {
  await using service = run({ LINGER: 'true' });
  await service.line(isReady);
  service.kill('SIGINT');
  expect((await service.exit).code).toBe(0);
  expect(service.lines.find((line) => line['event'] === 'lingering')).toMatchObject({
    what: ['1 × Timeout'],
  });
});

test.each([
  ['an uncaught error ends it with 1', 'throw', 1],
  ['another signal ends it with the status of the stop', 'signal', 0],
])('where something keeps the process alive after the release, %s', async (_, what, code) => {
  await using service = run({ LINGER: 'true', AFTER_RELEASE: what });
  await service.line(isReady);
  service.kill('SIGTERM');
  expect(await service.exit).toEqual({ code, signal: null });
});

test.each([
  ['ends by itself', {}, 3],
  ['is ended, as something keeps it alive', { LINGER: 'true' }, 3],
  ['has not released all in time', { HANG_IN_WORKER: 'true', SEAWORTHY_GRACE_PERIOD: '3s' }, 75],
])(
  'the status that a program has set stands, unless the stop has one of its own: %s',
  async (_, env, code) => {
    await using service = run({ EXIT_CODE: '3', ...env });
    await service.line(isReady);
    service.kill('SIGTERM');
    expect(await service.exit).toEqual({ code, signal: null });
  },
);

test('process.exit, called by the service, is told with what was under way', async () => {
  await using service = run();
  const { port } = await service.line(isListening);
  await service.line(isReady);
  const ask = (path: string) => fetch(`http://localhost:${String(port)}${path}`).catch(() => undefined);
  const slow = ask('/slow');
  await ask('/');
  await Promise.all([slow, ask('/exit')]);
  expect((await service.exit).code).toBe(3);
  expect(service.lines.at(-1)).toMatchObject({
    level: 'fatal',
    event: 'exit',
    code: 3,
    state: 'ready',
    what: [expect.stringMatching(/^GET \/slow, /), expect.stringMatching(/^GET \/exit, /)],
  });
});

describe('SIGHUP', () => {
  test('drains as SIGTERM does, and never ends at once: a terminal that closes sends it twice', async () => {
    await using service = run({ SEAWORTHY_DRAIN_DELAY: '1s' });
    await service.line(isReady);
    service.kill('SIGHUP');
    await service.line(({ event, to }) => event === 'state' && to === 'draining');
    service.kill('SIGHUP');
    expect(await service.exit).toEqual({ code: 0, signal: null });
  });

  test('is left to a service that listens to it', async () => {
    await using service = run({ HEAR_HANGUP: 'true' });
    await service.line(isReady);
    service.kill('SIGHUP');
    await service.line(({ msg }) => msg === 'hung up');
    service.kill('SIGTERM');
    expect((await service.exit).code).toBe(0);
    expect(service.lines.filter(({ event }) => event === 'signal')).toMatchObject([{ signal: 'SIGTERM' }]);
  });
});

test('describe prints the contract and opens nothing', async () => {
  await using service = run({ PORT: 'not even read' }, { args: ['describe'] });
  expect((await service.exit).code).toBe(0);
  const contract: unknown = JSON.parse(service.stdout());
  expect(contract).toMatchObject({ contractVersion: 1, name: 'subject', language: 'node' });
});

test('an unknown command exits with 64', async () => {
  await using service = run({}, { args: ['dance'] });
  expect((await service.exit).code).toBe(64);
});

async function childOf(pid: number): Promise<number> {
  return Number((await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim());
}
