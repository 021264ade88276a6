import { expect, test } from 'vitest';
import { spawnService } from '@seaworthy/runtime/testing';

const run = (file: string, ...args: string[]) => spawnService(new URL(file, import.meta.url), { args });

test.each([
  ['describe', [], 0],
  ['--help', [], 0],
  ['wait-for', ['tcp://localhost:1', '--timeout', '0s'], 68],
  ['migrate', ['--nonsense'], 64],
  ['serve', [], 78],
] as const)(
  '%s that is done or refused ends the process, whatever a module of the program has opened',
  async (verb, args, code) => {
    await using command = run('held.ts', verb, ...args);
    expect(await command.exit).toEqual({ code, signal: null });
  },
);

test('a contract that its reader is slow to take is whole', async () => {
  // For longer than a process lingers that is done.
  const prefix = ['sh', '-c', '"$@" | { sleep 5; cat; }', 'sh'];
  await using command = spawnService(new URL('talkative.ts', import.meta.url), {
    args: ['describe'],
    prefix,
  });
  await command.exit;
  expect(() => void JSON.parse(command.stdout())).not.toThrow();
});

test('a second signal ends one that does not heed the first', async () => {
  await using command = run('command.ts');
  await command.line(({ msg }) => msg === 'begun');
  command.kill('SIGTERM');
  await command.line(({ event }) => event === 'signal');
  command.kill('SIGTERM');
  expect(await command.exit).toEqual({ code: 76, signal: null });
});
