/** What the command says of command lines that it does not understand. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { goService, nodeService, seaworthy } from '../init/init-command.ts';
import { folderOf } from '../model/folder.ts';

test('without a command the help is all that is said', async () => {
  const { code, out, err } = await seaworthy('.');
  expect([code, out]).toEqual([64, '']);
  expect(err).toMatch(/^Usage: seaworthy/);
  expect(err).not.toContain('SW_COMMAND_USAGE');
});

test('--version is that of the package', async () => {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  expect(await seaworthy('.', '--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

test.each([
  [
    ['manifests', '--chek'],
    "unknown option '--chek' (Did you mean --check?). Run `seaworthy manifests --help`.",
  ],
  [
    ['image', '--language', 'rust'],
    "option '--language <name>' argument 'rust' is invalid. Allowed choices are node, go. Run `seaworthy image --help`.",
  ],
  [['image', '--env', 'FOO'], '"FOO" is not of the form NAME=value. Run `seaworthy image --help`.'],
  [
    ['image', '--base', 'debian@sha256:1', '--time-zones'],
    "option '--base <image@digest>' cannot be used with option '--time-zones'. Run `seaworthy image --help`.",
  ],
  [
    ['image', '--mount-from', 'team/base'],
    '`--mount-from` is for what `--push` uploads. Run `seaworthy image --help`.',
  ],
  [
    ['manifests', '--check', '--force'],
    "option '--check [path]' cannot be used with option '--force'. Run `seaworthy manifests --help`.",
  ],
  [['image', '--push'], '`--push` needs `--tag` to know where to. Run `seaworthy image --help`.'],
  [
    ['rehearse', '--rate', '0'],
    "option '--rate <number>' argument '0' is invalid. It must be 1 to 100000. Run `seaworthy rehearse --help`.",
  ],
  [
    ['rehearse', '--rate', '1e9'],
    "option '--rate <number>' argument '1e9' is invalid. It must be 1 to 100000. Run `seaworthy rehearse --help`.",
  ],
  [
    ['rehearse', '--round-trip', '101'],
    "option '--round-trip <ms>' argument '101' is invalid. It must be 0 to 100. Run `seaworthy rehearse --help`.",
  ],
  [
    ['rehearse', '--scenario', ''],
    "option '-s, --scenario <list>' argument '' is invalid. It must be names with commas between them. Run `seaworthy rehearse --help`.",
  ],
  [['image', '--output', ''], 'the value of `-o, --output <path>` is empty. Run `seaworthy image --help`.'],
  [['manifests', '--image', ''], 'the value of `--image <name>` is empty. Run `seaworthy manifests --help`.'],
  [['manifests', ''], 'an argument is empty. Run `seaworthy manifests --help`.'],
  [['frobnicate'], "unknown command 'frobnicate'. Run `seaworthy --help`."],
])('%j is told on one line, with the help that tells more', async (args, message) => {
  expect(await seaworthy('.', ...args)).toEqual({
    code: 64,
    out: '',
    err: `seaworthy: ${message} [SW_COMMAND_USAGE]\n`,
  });
});

test('what would change nothing of a Go service is refused', async () => {
  const folder = await folderOf(goService);
  expect(await seaworthy(folder, 'image', '--node', '24.0.0')).toMatchObject({
    code: 64,
    err: expect.stringContaining('`--node` is for Node services, and this one is Go'),
  });
});

test('what would change nothing of a Node service is refused', async () => {
  const folder = await folderOf(nodeService);
  expect(await seaworthy(folder, 'image', '--ldflags', '-X main.version=1')).toMatchObject({
    code: 64,
    err: expect.stringContaining('`--ldflags` is for Go services, and this one is Node'),
  });
});

test('scenarios that are named by an option given again are added to those before', async () => {
  const { err } = await seaworthy('.', 'rehearse', '-s', 'rolout', '-s', 'logs,kil');
  expect(err).toMatch(
    /^seaworthy: There is no scenario rolout, kil; there are start, rollout, .*SW_COMMAND_USAGE/,
  );
});
