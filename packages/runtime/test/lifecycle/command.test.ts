import { expect, test } from 'vitest';
import { spawnService } from '@seaworthy/runtime/testing';

const run = (...args: string[]) => spawnService(new URL('command.ts', import.meta.url), { args });

test('a command that is done ends its process, whatever keeps that alive', async () => {
  await using command = run();
  expect(await command.exit).toEqual({ code: 73, signal: null });
});

test('a second signal ends one that does not heed the first', async () => {
  await using command = run('hang');
  await command.line(({ msg }) => msg === 'begun');
  command.kill('SIGTERM');
  await command.line(({ event }) => event === 'signal');
  command.kill('SIGTERM');
  expect(await command.exit).toEqual({ code: 76, signal: null });
});
