import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Trial } from '../conformance.ts';
import { config, Pod, security } from '../stage.ts';

const MIB = 2 ** 20;

/** What a container has of its own where this machine has something else: devices, the kernel's settings, groups, home, time. */
export function ownRoot({ engine, output, can }: Trial): void {
  const linesOf = async (script: string, rest: Parameters<typeof config>[1] = {}) => {
    await using pod = await Pod.create(engine());
    const running = await pod.start(config(['sh', '-c', script], rest));
    expect(await running.exited, output.of(pod.name, 'stderr').join('\n')).toEqual({ code: 0 });
    return output.of(pod.name);
  };

  test.skipIf(!can.files)('of devices it has those of every container', async () => {
    const names = 'fd full null ptmx pts random shm stderr stdin stdout termination-log tty urandom zero';
    const script = 'echo $(ls /dev); echo void > /dev/null; head -c 3 /dev/zero | wc -c';
    expect(await linesOf(script)).toEqual([names, '3']);
  });

  test.skipIf(!can.files)(
    'its last words are taken from any user, and are not written to this machine',
    async () => {
      const script = 'echo bye > /dev/termination-log; cat /dev/termination-log';
      const user = { ...security, runAsUser: 1234, readOnlyRootFilesystem: true };
      expect(await linesOf(script, { security: user })).toEqual(['bye']);
      expect(existsSync('/dev/termination-log')).toBe(false);
    },
  );

  test.skipIf(!can.files)(
    'even its root changes neither devices nor the kernel of this machine',
    async () => {
      const setting = '/proc/sys/kernel/printk_ratelimit';
      const before = readFileSync(setting, 'utf8');
      const tries = [
        'chmod 0666 /dev/null',
        `cat ${setting} > ${setting}`,
        'mkdir $(find /sys/fs/cgroup -name cgroup.procs -printf "%h/seaworthy-test\\n" -quit)',
        // A disk by its numbers, as a container may make it.
        'mknod /tmp/disk b 7 0; head -c 1 /tmp/disk',
      ];
      const script = tries.map((each) => `(${each}) 2>/dev/null && echo '${each}'`).join('\n');
      expect(await linesOf(`${script}\n:`)).toEqual([]);
      expect(readFileSync(setting, 'utf8')).toBe(before);
    },
  );

  test.skipIf(!can.files)('even its root does not get back to this machine’s', async (context) => {
    const isThere = spawnSync('perl', ['-e', '']).status === 0;
    context.skip(!isThere, 'perl is not installed');
    const folder = mkdtempSync(join(tmpdir(), 'engine-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    // The way out of chroot(2), by a folder that was opened before (chroot(2), "escape").
    const escape =
      'opendir($root, "/"); mkdir "/tmp/in"; chroot "/tmp/in" or die; chdir $root or die; chdir ".." for 1 .. 99; chroot "." or die';
    const write = `open($file, ">", "${folder}/written") or die; print "written\n"`;
    expect(await linesOf(`perl -e '${escape}; ${write}'`)).toEqual(['written']);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.skipIf(!can.files || !can.limits)('it reads its own limits, and so do its probes', async () => {
    const files = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'];
    const script = `cat ${files.join(' ')} 2>/dev/null | grep -x ${64 * MIB}`;
    const resources = { memoryBytes: 64 * MIB, cpuMilli: undefined, cpuShares: 102, oomScoreAdj: 1000 };
    expect(await linesOf(script, { resources })).toEqual([String(64 * MIB)]);
    await using pod = await Pod.create(engine());
    const running = await pod.start(config(['sleep', '1000'], { resources }));
    expect(await running.exec(['sh', '-c', script], new AbortController().signal)).toMatchObject({ code: 0 });
  });

  test.skipIf(!can.files)('a user has a home, which is / where nobody knows another', async () => {
    const of = (runAsUser: number | undefined, env = {}) =>
      linesOf('echo $HOME', { env, security: { ...security, runAsUser } });
    expect(await of(undefined)).toEqual([userInfo().homedir]);
    expect(await of(1_234_567)).toEqual(['/']);
    expect(await of(undefined, { HOME: '/srv' })).toEqual(['/srv']);
  });

  test.skipIf(!can.files)('its time is UTC, as that of an image without a time zone is', async () => {
    expect(await linesOf('readlink /etc/localtime; cat /etc/timezone; date +%Z')).toEqual([
      '/usr/share/zoneinfo/UTC',
      'Etc/UTC',
      'UTC',
    ]);
  });

  test('what it writes can be read by others, whatever the umask of the rehearsal is', async () => {
    const before = process.umask(0o077);
    try {
      const modes = can.files ? ' ; stat --format %a /etc/hosts /etc /dev' : '';
      expect(await linesOf(`umask${modes}`)).toEqual(['0022', ...(can.files ? ['644', '755', '755'] : [])]);
    } finally {
      process.umask(before);
    }
  });
}
