import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const script = new URL('unfit-run.ts', import.meta.url).pathname;
const run = [process.execPath, '--conditions=seaworthy-source', script];

/** What becomes of an engine on this machine once these lines have changed it, in namespaces of their own. */
function engineAfter(namespace: '--net' | '--mount', lines: readonly string[]): string {
  const command = ['set -e', ...lines, 'exec "$@"'].join('\n');
  const { stdout, stderr } = spawnSync('unshare', [namespace, 'sh', '-c', command, 'sh', ...run], {
    encoding: 'utf8',
  });
  return stdout.trim() || stderr;
}

const isRoot = process.getuid?.() === 0;
const lo = 'ip link set lo up';

test('a firewall that lets pods in is none', (context) => {
  context.skip(!isRoot, 'this needs root');
  expect(engineAfter('--net', [lo])).toBe('made');
});

test('where a firewall refuses what pods send, the engine says so instead of letting services fail', (context) => {
  context.skip(!isRoot, 'this needs root');
  const rules = ['-P INPUT DROP', '-A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT'];
  const lines = [lo, ...rules.map((rule) => `iptables ${rule}`)];
  const { status } = spawnSync('unshare', ['--net', 'sh', '-ec', lines.join('\n')]);
  context.skip(status !== 0, 'this machine has no iptables');
  expect(engineAfter('--net', lines)).toBe('SW_FIREWALL');
});

test('a machine whose tools are not those of util-linux is refused: no service is to blame', (context) => {
  context.skip(!isRoot, 'this needs root');
  expect(engineAfter('--mount', ['mount --bind /bin/false "$(command -v setpriv)"'])).toBe(
    'SW_MACHINE_UNFIT',
  );
});

test('where nothing can be written to the disk, memory takes the temporary files', (context) => {
  context.skip(!isRoot, 'this needs root');
  const readOnly = ['mount --bind /var/tmp /var/tmp', 'mount -o remount,bind,ro /var/tmp'];
  const memory = ['mount -t tmpfs tmpfs /mnt', 'export TMPDIR=/mnt'];
  expect(engineAfter('--mount', [...readOnly, ...memory])).toBe('made');
});
