import { createProcessEngine, type ContainerEngine } from 'seaworthy/rehearse';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { blockEventLoop } from '../../src/rehearse/rehearsal/event-loop/block.ts';
import { config, Pod } from './engine/stage.ts';

const engine = await createProcessEngine({ programOf: () => ({ entrypoint: [] }) });
afterAll(() => engine[Symbol.asyncDispose]());
const missing = engine.can.addresses ? '' : ' (skipped: pods have no network of their own)';
const patiently = { timeout: 30_000 };

/** Answers by its event loop on one port, by another thread on the next. */
const program = `
const serve = "require('node:http').createServer((request, response) => response.end()).listen(PORT)";
new (require('node:worker_threads').Worker)(serve.replace('PORT', 8081), { eval: true });
eval(serve.replace('PORT', 8080));
`;

async function answers(pod: Pod, port: number): Promise<boolean> {
  const url = new URL(`http://${pod.sandbox.ip}:${port}/`);
  return pod.sandbox.network.get({ url, headers: {} }, AbortSignal.timeout(1000)).then(
    ({ readBody }) => readBody(0).then(() => true),
    () => false,
  );
}

const started = async (of: ContainerEngine, command: readonly string[]) => {
  const pod = await Pod.create(of);
  return { pod, running: await pod.start(config([...command])) };
};

describe.skipIf(missing !== '')(`a Node program's event loop${missing}`, () => {
  test('stands still until it is let go, while other threads go on, and its debugger is closed again', async () => {
    const { pod, running } = await started(engine, [process.execPath, '-e', program]);
    await vi.waitFor(async () => expect(await answers(pod, 8080)).toBe(true), patiently);
    const blocked = await blockEventLoop(running, 60_000);
    if (typeof blocked === 'string') throw new Error(blocked);
    expect(await answers(pod, 8080)).toBe(false);
    expect(await answers(pod, 8081)).toBe(true);
    await blocked[Symbol.asyncDispose]();
    await vi.waitFor(async () => expect(await answers(pod, 8080)).toBe(true), patiently);
    await vi.waitFor(
      async () => expect((await pod.sandbox.listening()).ports).toEqual(new Set([8080, 8081])),
      patiently,
    );
    await pod[Symbol.asyncDispose]();
  });

  test('is let go by itself after the time at most, and may be stopped again', async () => {
    const { pod, running } = await started(engine, [process.execPath, '-e', program]);
    await vi.waitFor(async () => expect(await answers(pod, 8080)).toBe(true), patiently);
    for (let turn = 0; turn < 2; turn++) {
      const blocked = await blockEventLoop(running, 100);
      if (typeof blocked === 'string') throw new Error(blocked);
      await vi.waitFor(async () => expect(await answers(pod, 8080)).toBe(true), patiently);
      await blocked[Symbol.asyncDispose]();
    }
    await pod[Symbol.asyncDispose]();
  });

  test('a program that dies meanwhile holds nobody up', async () => {
    const { pod, running } = await started(engine, [process.execPath, '-e', program]);
    await vi.waitFor(async () => expect(await answers(pod, 8080)).toBe(true), patiently);
    const blocked = await blockEventLoop(running, 60_000);
    if (typeof blocked === 'string') throw new Error(blocked);
    running.signal('SIGKILL');
    await running.exited;
    await blocked[Symbol.asyncDispose]();
    await pod[Symbol.asyncDispose]();
  });

  test.each([
    ['another program', ['sleep', '1000'], 'only a Node program'],
    ['a Node without that signal', [process.execPath, '--disable-sigusr1', '-e', program], 'SIGUSR1'],
  ])('%s is left alone, with the reason', async (_, command, reason) => {
    const { pod, running } = await started(engine, command);
    if (command.length > 2)
      await vi.waitFor(async () => expect(await answers(pod, 8080)).toBe(true), patiently);
    expect(await blockEventLoop(running, 1000)).toContain(reason);
    expect(await running.usage()).toBeDefined();
    await pod[Symbol.asyncDispose]();
  });
});
