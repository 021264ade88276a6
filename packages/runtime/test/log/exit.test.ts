import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { bundle } from '../bundle/one-file.ts';

const program = join(import.meta.dirname, 'writing-process.ts');
const command = `${process.execPath} --conditions=seaworthy-source ${program}`;

/** Starts the program, with pipes for what it says. */
function start(...args: string[]) {
  return spawn(process.execPath, ['--conditions=seaworthy-source', program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The exit code, and the message of each line, every one of which must be JSON. */
async function run(child: ChildProcessByStdio<null, Readable, Readable | null>) {
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { code: code as number, messages: messagesOf(output) };
}

function messagesOf(output: string): string[] {
  return output
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { msg: string }).msg);
}

const expected = (count: number) => [
  ...Array.from({ length: count }, (_, n) => `GET /items/${n} 200`),
  'last words',
  'exiting',
];

test.each([
  ['exit', 3],
  ['throw', 1],
  ['reject', 1],
  ['return', 0],
])('nothing is lost when the process ends by %s', async (ending, code) => {
  expect(await run(start(ending))).toEqual({ code, messages: expected(1000) });
});

test('an error is out at once, and with it what came before, also where the process is killed', async () => {
  const { messages } = await run(start('kill', '3'));
  expect(messages).toEqual([...expected(3).slice(0, -1), 'an error']);
});

test('a reader that has gone ends no process of which others write to the stream', async () => {
  const output = join(import.meta.dirname, '../../src/log/output/standard-output.ts');
  const writes = `import { standardOutput } from ${JSON.stringify(output)};
    standardOutput();
    process.stdin.once('data', () => process.stdout.write('lost', () => setImmediate(() => process.exit(7))));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', writes], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdout.destroy();
  child.stdin.end('now');
  expect(await once(child, 'close')).toEqual([7, null]);
});

test('a reader that is late and slow gets everything, also at process.exit', async () => {
  const child = start('exit told', '6000');
  const chunks: Buffer[] = [];
  const closed = once(child, 'close');
  // By then more waits to be read than a socket holds.
  await once(child.stderr, 'data');
  for await (const chunk of child.stdout) {
    chunks.push(chunk as Buffer);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect((await closed)[0]).toBe(3);
  expect(messagesOf(Buffer.concat(chunks).toString())).toEqual(expected(6000));
});

test('a real pipe with a slow reader gets everything', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-log-'));
  const script = `mkfifo told; ${command} 'exit told' 6000 2>told | { read -r _ <told; cat; }`;
  const shell = spawn('/bin/sh', ['-c', script], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  expect(messagesOf(await text(shell.stdout))).toEqual(expected(6000));
  rmSync(folder, { recursive: true });
});

test('a reader that never reads does not keep the process', async () => {
  const child = start('exit', '6000');
  child.stdout.pause();
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(3);
  child.stdout.destroy();
});

test('a pipe that is closed early is no crash', async () => {
  const child = start('linger', '20000');
  const errors = text(child.stderr);
  child.stdout.once('data', () => child.stdout.destroy());
  const [code] = (await once(child, 'exit')) as [number];
  expect([code, await errors]).toEqual([4, '']);
});

test('a file gets everything', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-log-'));
  const path = join(folder, 'out.log');
  const shell = spawn('/bin/sh', ['-c', `${command} exit 1000 > ${path}`]);
  const [code] = (await once(shell, 'exit')) as [number];
  expect([code, messagesOf(readFileSync(path, 'utf8'))]).toEqual([3, expected(1000)]);
  rmSync(folder, { recursive: true });
});

test('bundled into one file, without pino-pretty, the pretty form falls back to JSON', async () => {
  await using bundled = await bundle(pathToFileURL(program));
  const child = spawn(process.execPath, [bundled.file, 'exit', '10', 'pretty'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  expect(await run(child)).toEqual({ code: 3, messages: expected(10) });
});
