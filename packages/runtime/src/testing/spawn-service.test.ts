import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { spawnService } from './spawn-service.ts';

test('a program that is not there is told to who waits, and ends no test run', async () => {
  await using service = spawnService('service.ts', { prefix: ['no-such-program'] });
  await expect(service.ready()).rejects.toThrow('ENOENT');
  await expect(service.exit).rejects.toThrow('ENOENT');
});

test('a service runs in the folder that is given', async () => {
  const program = 'process.stdout.write(process.cwd())';
  await using service = spawnService('-', { execArgv: ['--eval', program], cwd: import.meta.dirname });
  await service.exit;
  expect(service.stdout()).toBe(import.meta.dirname);
});

test('of the environment a service gets PATH and the folder of compiled code, and nothing else', async () => {
  vi.stubEnv('NODE_COMPILE_CACHE', '/dev/null/none');
  vi.stubEnv('OF_THE_TEST', 'yes');
  onTestFinished(() => void vi.unstubAllEnvs());
  const program = 'process.stdout.write(Object.keys(process.env).toSorted().join())';
  await using service = spawnService('-', { execArgv: ['--eval', program] });
  await service.exit;
  expect(service.stdout()).toBe('ADMIN_PORT,LOG_FORMAT,NODE_COMPILE_CACHE,PATH,PORT');
});

test('a character that comes in two parts is one', async () => {
  // The first part has been read before the second is written.
  const program = `
    process.stdout.write(Buffer.from([0xc3]));
    process.once('SIGUSR2', () => process.stdout.write(Buffer.from([0xbc, 0x0a]), () => process.exit()));
    setInterval(() => {}, 1000);
    process.stderr.write('half');`;
  await using service = spawnService('-', { execArgv: ['--eval', program] });
  await expect.poll(() => service.stderr()).toBe('half');
  service.kill('SIGUSR2');
  await service.exit;
  expect(service.stdout()).toBe('ü\n');
});

test('a service does not outlive the process of its test, however that ends', async () => {
  await using server = createServer().listen(0);
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const { port } = server.address() as AddressInfo;
  const service = `import('node:net').then(({ connect }) => connect(${port}))`;
  const tester = `
    import { spawnService } from ${JSON.stringify(import.meta.resolve('./spawn-service.ts'))};
    spawnService('-', { execArgv: ['--eval', ${JSON.stringify(service)}] });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', tester], { stdio: 'inherit' });
  const [socket] = await connected;
  const gone = once(socket.resume(), 'close');
  child.kill('SIGKILL');
  await gone;
});
