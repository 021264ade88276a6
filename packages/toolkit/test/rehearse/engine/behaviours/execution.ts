import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Trial } from '../conformance.ts';
import { config, Pod, processesWith, security, uniqueSleep } from '../stage.ts';

/** Commands that are run inside, for probes and hooks. */
export function execution({ engine, can }: Trial): void {
  const never = new AbortController().signal;

  test.each([0, 3])('it tells an exit status of %i', async (code) => {
    await using pod = await Pod.create(engine());
    const running = await pod.start(config(['sleep', '1000']));
    expect(await running.exec(['sh', '-c', `exit ${code}`], never)).toEqual({ code, output: '' });
  });

  test("it has the container's environment and working directory", async () => {
    await using pod = await Pod.create(engine());
    const running = await pod.start(config(['sleep', '1000'], { env: { A: 'a b' }, workingDir: '/usr' }));
    const script = '[ "$A" = "a b" ] && [ -z "$PATH_NOT" ] && [ -z "$USER" ] && [ "$(pwd)" = /usr ]';
    expect(await running.exec(['sh', '-c', script], never)).toMatchObject({ code: 0 });
  });

  test.skipIf(!can.files)('it is in the namespaces, the group and the user of the container', async () => {
    await using pod = await Pod.create(engine());
    const running = await pod.start(
      config(['sleep', '1000'], { security: { ...security, runAsUser: 1234 } }),
    );
    const script =
      'cd /proc; [ "$(id -u)" = 1234 ] && [ "$(cat self/cgroup)" = "$(cat 1/cgroup)" ] && [ "$(cat 1/comm)" = sleep ] && ' +
      'for each in pid mnt net uts ipc; do [ "$(readlink self/ns/$each)" = "$(readlink 1/ns/$each)" ] || exit 1; done';
    expect(await running.exec(['sh', '-c', script], never)).toMatchObject({ code: 0 });
  });

  test('what it wrote is told, to either stream', async () => {
    await using pod = await Pod.create(engine());
    const running = await pod.start(config(['sleep', '1000']));
    const { code, output } = await running.exec(['sh', '-c', 'echo out; echo err >&2; exit 4'], never);
    expect(code).toBe(4);
    expect(output.split('\n').toSorted()).toEqual(['', 'err', 'out']);
  });

  test('what it left running and holds its output open is waited for, what does not is left alone', async () => {
    await using pod = await Pod.create(engine());
    const running = await pod.start(config(['sleep', '1000']));
    const pipe = `/tmp/pipe-${randomUUID()}`;
    const script = `mkfifo ${pipe}; (read -r line <${pipe}; echo late) & (sleep 1000 >/dev/null 2>&1) & exit 0`;
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const done = running.exec(['sh', '-c', script], never, resolve);
    await ended;
    const release = `until [ -p ${pipe} ]; do :; done; echo >${pipe}; rm ${pipe}`;
    expect(await running.exec(['sh', '-c', release], never)).toMatchObject({ code: 0 });
    expect(await done).toEqual({ code: 0, output: 'late\n' });
  });

  test('it is killed once the signal aborts, with what it started', async () => {
    await using pod = await Pod.create(engine());
    const running = await pod.start(config(['sleep', '1000']));
    const [program, time] = uniqueSleep();
    const abort = new AbortController();
    const done = running.exec(['sh', '-c', `${program} ${time}; :`], abort.signal);
    done.catch(() => {});
    await expect.poll(() => processesWith(time)).toHaveLength(1);
    abort.abort(new Error('enough'));
    await expect(done).rejects.toThrow('enough');
    await expect.poll(() => processesWith(time)).toEqual([]);
  });

  test('a command that cannot be executed is an error', async () => {
    await using pod = await Pod.create(engine());
    const running = await pod.start(config(['sleep', '1000']));
    await expect(running.exec(['/no/such/program'], never)).rejects.toThrow('/no/such/program');
    running.signal('SIGKILL');
    await running.exited;
    await expect(running.exec(['true'], never)).rejects.toThrow('exited');
  });
}
