import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, type TestContext } from 'vitest';
import { makeMemoryGroup } from './memory-group.ts';

const MIB = 2 ** 20;
const LIMIT = 256 * MIB;
const SOFT = 0.8 * LIMIT;
const program = fileURLToPath(new URL('native-memory-program.ts', import.meta.url));

async function start(context: TestContext) {
  const group = makeMemoryGroup(LIMIT);
  if (typeof group === 'string') return context.skip(group);
  const [command, args] = group.wrap([process.execPath, '--conditions=seaworthy-source', program]);
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], SEAWORTHY_MEMORY_SOFT_LIMIT: String(SOFT / LIMIT) },
  });
  const exited = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
    await group.remove();
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said = async () => JSON.parse((await lines.next()).value ?? 'null') as unknown;
  const { port } = (await said()) as { port: number };
  const ask = async (method: string, bytes = 0) => {
    const response = await fetch(`http://127.0.0.1:${port}/${bytes}`, { method });
    return { status: response.status, text: await response.text() };
  };
  return { ask, said };
}

test('what the allocator keeps after a burst of native memory refuses nobody', async (context) => {
  const { ask } = await start(context);
  await ask('POST', 0.93 * LIMIT);
  // The first looks may find garbage beside.
  for (let left = 4; left > 0 && (await ask('GET')).status !== 200; left--);
  const answers = [await ask('GET'), await ask('GET'), await ask('GET')];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(Number(answers[2]?.text)).toBeGreaterThan(SOFT);
});

test('native memory that nobody frees makes the process unready once nothing is left beside it', async (context) => {
  const { ask, said } = await start(context);
  await ask('PUT', 0.98 * LIMIT);
  expect(await said()).toEqual({ ready: false });
});
