import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { measureStart } from '../../src/manifests/index.ts';
import { folderOf } from '../model/folder.ts';
import { goService, initialized, nodeService, program, seaworthy } from '../init/init-command.ts';
import { pinger } from './contracts.ts';

test('the longest of three starts, on a free port, with the process ended after each', async () => {
  const cwd = await folderOf(nodeService);
  const command = [process.execPath, 'src/main.js'] as const;
  const startMs = await measureStart({ contract: pinger, command, cwd, entry: 'src/main.js' });
  expect(startMs).toBeGreaterThan(0);
});

test.each([
  [['-e', 'console.error("no database"); process.exit(3)'], /It ended with 3. no database/],
  [['-e', 'console.log("no address"); process.exit(3)'], /It ended with 3. no address/],
  [['-e', 'throw new Error("broken")'], /It ended with 1. Error: broken \(/],
  [['-e', 'process.kill(process.pid, "SIGKILL")'], /It ended with SIGKILL/],
])('a program that does not start is told with its last words: %j', async (args, message) => {
  const command = [process.execPath, ...args] as const;
  const started = measureStart({ contract: pinger, command, cwd: '.', entry: 'main.js' });
  await expect(started).rejects.toThrow(message);
});

test('a program that is not there is told', async () => {
  const command = ['./no-such-program'] as const;
  const started = measureStart({ contract: pinger, command, cwd: '.', entry: 'main.js' });
  await expect(started).rejects.toThrow(/It could not be started: .*ENOENT.*SW_START_NOT_MEASURED/);
});

test('one that does not start is told by the file that it starts with, as the user sees it', async () => {
  const folder = await initialized(nodeService);
  await writeFile(join(folder, 'src/main.js'), 'throw new Error("no database");\n');
  expect(await seaworthy(folder, 'manifests', '--measure-start', '--force')).toMatchObject({
    code: 65,
    err: expect.stringMatching(/^seaworthy: It ended with 1\. Error: no database \(src\/main\.js\)\./),
  });
});

/** Is never green, and says where it listens; a signal does not end it. */
const neverGreen = `import { createServer } from 'node:http';
import { renameSync, writeFileSync } from 'node:fs';
process.on('SIGTERM', () => {});
const server = createServer((request, response) => response.writeHead(503).end(request.url === '/healthz' ? '' : 'x'));
server.listen(Number(process.env.PORT ?? 8080), () => {
  if (process.env.PORT_FILE === undefined) return;
  writeFileSync(process.env.PORT_FILE + '.new', String(server.address().port));
  renameSync(process.env.PORT_FILE + '.new', process.env.PORT_FILE);
});
`;

test('a command that is told to end leaves no service behind', async () => {
  const folder = await initialized({ ...nodeService, 'src/main.js': neverGreen });
  const portFile = join(folder, 'port');
  const args = ['--conditions=seaworthy-source', program, 'manifests', '--measure-start'];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, PORT_FILE: portFile },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  const port = () => Number(readFileSync(portFile, 'utf8'));
  await vi.waitFor(() => expect(port()).toBeGreaterThan(0), 30_000);
  child.kill('SIGTERM');
  expect(await exited).toEqual([130, null]);
  const refused = async () => {
    const socket = connect(port(), '127.0.0.1');
    await expect(once(socket, 'connect').finally(() => socket.destroy())).rejects.toThrow(/ECONNREFUSED/);
  };
  await vi.waitFor(refused, 30_000);
});

const hasGo = spawnSync('go', ['version']).status === 0;

test.skipIf(!hasGo)(
  `a Go service is built, and there for each of its three starts${hasGo ? '' : ' (skipped: Go is not installed)'}`,
  async () => {
    const folder = await initialized(goService);
    const { code, err } = await seaworthy(folder, 'manifests', '--measure-start', '--force');
    expect(err).toBe('');
    expect(code).toBe(0);
  },
);

test.skipIf(!hasGo)(
  `what the Go compiler says is told as of any build${hasGo ? '' : ' (skipped: Go is not installed)'}`,
  async () => {
    const folder = await initialized(goService);
    await writeFile(join(folder, 'main.go'), 'package main\n\nfunc main() { undefined() }\n');
    for (const args of [['manifests', '--measure-start'], ['rehearse']])
      expect(await seaworthy(folder, ...args)).toMatchObject({
        code: 65,
        err: expect.stringMatching(
          /^seaworthy: undefined: undefined \(\.\/main\.go:3\)\..*\[SW_GO_BUILD_FAILED\]\n$/,
        ),
      });
  },
);
