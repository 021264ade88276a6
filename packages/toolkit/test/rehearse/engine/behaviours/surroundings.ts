import { userInfo } from 'node:os';
import { expect, test } from 'vitest';
import type { Trial } from '../conformance.ts';
import { config, hosts, Pod, PORT, security } from '../stage.ts';

/** What a program finds around it: environment, working directory, user, names. */
export function surroundings({ engine, output, can }: Trial): void {
  const linesOf = async (command: readonly string[], rest: Parameters<typeof config>[1] = {}) => {
    await using pod = await Pod.create(engine());
    const running = await pod.start(config(command, rest));
    expect(await running.exited).toEqual({ code: 0 });
    return { pod, lines: output.of(pod.name) };
  };

  test('the environment is what was given and the pod’s name, and nothing else', async () => {
    const env = {
      A: '1',
      'dotted.name': 'two words',
      EMPTY: '',
      LD_PRELOAD_NOT: '$HOME `x` "y" \'z\'',
      BASH_ENV: '/no/such/file',
    };
    const { pod, lines } = await linesOf(['env'], { env });
    const ports = lines.filter((line) => line.startsWith('PORT='));
    const expected = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    // As runc does, the user's home is added where nobody says one.
    const home = can.files ? [`HOME=${userInfo().homedir}`] : [];
    // What no /etc/hosts tells is told by its address.
    const name = `HOSTNAME=${can.files ? pod.name : pod.sandbox.ip}`;
    expect(lines.toSorted()).toEqual([...expected, name, ...home, ...ports].toSorted());
    if (can.addresses) expect(ports).toEqual([]);
  });

  test('variables have their lines, and command and args reach the program as they are', async () => {
    const { lines } = await linesOf(['sh', '-c', 'printf "%s\\n" "$@" "$TEXT"', 'name'], {
      args: ['a b', '', '*', "it's"],
      env: { TEXT: 'one\ntwo' },
    });
    expect(lines).toEqual(['a b', '', '*', "it's", 'one', 'two']);
  });

  test('the working directory is the one of the manifest', async () => {
    expect((await linesOf(['pwd'], { workingDir: '/usr' })).lines).toEqual(['/usr']);
  });

  test.skipIf(!can.files)('a working directory that is missing is made', async () => {
    const { lines } = await linesOf(['pwd'], { workingDir: '/srv/not/there' });
    expect(lines).toEqual(['/srv/not/there']);
  });

  test('a working directory that is none is told', async () => {
    await using pod = await Pod.create(engine());
    expect(await pod.tryStart(config(['pwd'], { workingDir: '/etc/passwd' }))).toMatchObject({
      refused: 'CreateContainerError',
      message: expect.stringContaining('the working directory /etc/passwd'),
    });
  });

  test('standard input is closed', async () => {
    expect((await linesOf(['cat'])).lines).toEqual([]);
  });

  test.skipIf(!can.files)('user, group and privileges are those of the security context', async () => {
    const { lines } = await linesOf(['sh', '-c', 'id -u; id -g; grep NoNewPrivs /proc/self/status'], {
      security: { ...security, runAsUser: 12_345, runAsGroup: 54_321, allowPrivilegeEscalation: false },
    });
    expect(lines).toEqual(['12345', '54321', 'NoNewPrivs:\t1']);
  });

  test.skipIf(!can.files)('root may not do all that root of this machine may', async () => {
    const { lines } = await linesOf([
      'sh',
      '-c',
      'id -u; mount -t tmpfs none /mnt 2>/dev/null || echo refused',
    ]);
    expect(lines).toEqual(['0', 'refused']);
  });

  test('runAsNonRoot refuses root', async () => {
    await using pod = await Pod.create(engine());
    const refusal = await pod.tryStart(
      config(['true'], { security: { ...security, runAsNonRoot: true, runAsUser: 0 } }),
    );
    expect(refusal).toMatchObject({ refused: 'CreateContainerConfigError' });
  });

  test.skipIf(!can.pids)("it is PID 1, and sees its own container's processes alone", async () => {
    const { lines } = await linesOf(['sh', '-c', 'echo $$; cd /proc; echo [0-9]*']);
    expect(lines).toEqual(['1', '1']);
  });

  test.skipIf(!can.files)('it has the name of its pod, and knows those that it is told of', async () => {
    const { pod, lines } = await linesOf(['sh', '-c', 'uname -n; cat /etc/hostname; cat /etc/hosts']);
    expect(lines.slice(0, 2)).toEqual([pod.name, pod.name]);
    expect(lines).toContain(`${pod.sandbox.ip}\t${pod.name}`);
    for (const [name, address] of Object.entries(hosts)) expect(lines).toContain(`${address}\t${name}`);
  });

  test.skipIf(!can.files)(
    'a pod has the host name, the full name and the aliases that it states',
    async () => {
      const hostAliases = [{ ip: '127.0.0.1', hostnames: ['one.example', 'two.example'] }];
      await using pod = await Pod.create(engine(), undefined, {
        hostname: 'db-0',
        domain: 'db.default.svc.cluster.local',
        spec: { containers: [], hostAliases },
      });
      const running = await pod.start(config(['sh', '-c', 'uname -n; cat /etc/hostname; cat /etc/hosts']));
      await running.exited;
      const lines = output.of(pod.name);
      expect(lines.slice(0, 2)).toEqual(['db-0', 'db-0']);
      expect(lines).toContain(`${pod.sandbox.ip}\tdb-0.db.default.svc.cluster.local\tdb-0`);
      expect(lines).toContain('127.0.0.1\tone.example\ttwo.example');
    },
  );

  test.skipIf(can.addresses)('a port of its own is told by the variable', async () => {
    const { pod, lines } = await linesOf(['sh', '-c', 'echo $PORT']);
    expect(lines).toEqual([String(pod.sandbox.addressOf(PORT).port)]);
  });
}
