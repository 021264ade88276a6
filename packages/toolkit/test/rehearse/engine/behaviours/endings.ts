import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Trial } from '../conformance.ts';
import { config, Pod, processesWith, QUITTING_IMAGE, UNKNOWN_IMAGE, uniqueSleep } from '../stage.ts';

/** How containers end, and what signals do to them. */
export function endings({ engine, output, can }: Trial): void {
  const run = async (command: readonly string[]) => {
    await using pod = await Pod.create(engine());
    const running = await pod.start(config(command));
    return await running.exited;
  };

  test.each([0, 7, 127])('an exit status of %i is what is told', async (code) => {
    expect(await run(['sh', '-c', `exit ${code}`])).toEqual({ code });
  });

  test.each([['/no/such/program'], ['no-such-program'], ['/etc/passwd']])(
    'a command that cannot be executed is a container that exited with 128: %s',
    async (command) => {
      expect(await run([command])).toEqual({ code: 128 });
    },
  );

  test('a container without a program on this machine is refused', async () => {
    await using pod = await Pod.create(engine());
    const refusal = await pod.tryStart(config(['true'], { image: UNKNOWN_IMAGE }));
    expect(refusal).toMatchObject({
      refused: 'ErrImagePull',
      message: expect.stringContaining(UNKNOWN_IMAGE),
    });
  });

  test('SIGKILL ends it, and is not taken for a kill for memory', async () => {
    await using pod = await Pod.create(engine());
    const running = await pod.start(config(['sleep', '1000']));
    running.signal('SIGKILL');
    expect(await running.exited).toEqual({ signal: 'SIGKILL' });
    running.signal('SIGTERM');
    expect(await running.usage()).toBeUndefined();
  });

  test('the STOPSIGNAL of an image is told to whoever ends the container', async () => {
    await using pod = await Pod.create(engine());
    const quitting = await pod.start(config(['sleep', '1000'], { image: QUITTING_IMAGE }));
    expect(quitting.stopSignal).toBe('SIGQUIT');
    const usual = await pod.start(config(['sleep', '1000'], { name: 'usual' }));
    expect(usual.stopSignal).toBeUndefined();
  });

  test('a program with a handler is told of SIGTERM', async () => {
    await using pod = await Pod.create(engine());
    const running = await pod.start(
      config(['sh', '-c', 'trap "exit 5" TERM; echo ready; while :; do sleep 0.02; done']),
    );
    await expect.poll(() => output.of(pod.name)).toEqual(['ready']);
    running.signal('SIGTERM');
    expect(await running.exited).toEqual({ code: 5 });
  });

  test.skipIf(!can.pids)('PID 1 survives a signal that it has no handler for', async () => {
    await using pod = await Pod.create(engine());
    const running = await pod.start(config(['sleep', '1000']));
    await untilRuns(running.pid, 'sleep');
    running.signal('SIGTERM');
    running.signal('SIGINT');
    const stillThere = await running.exec(
      ['sh', '-c', 'read -r name </proc/1/comm; [ "$name" = sleep ]'],
      never,
    );
    expect(stillThere.code).toBe(0);
    running.signal('SIGKILL');
    expect(await running.exited).toEqual({ signal: 'SIGKILL' });
  });

  test.skipIf(!can.pids)('a shell as PID 1 forwards nothing, and its child goes with it', async () => {
    await using pod = await Pod.create(engine());
    const child = uniqueSleep();
    const running = await pod.start(config(['sh', '-c', `${child.join(' ')}; exit 3`]));
    await expect.poll(() => processesWith(child[1])).toHaveLength(1);
    running.signal('SIGTERM');
    expect((await running.exec(['true'], never)).code).toBe(0);
    expect(processesWith(child[1])).toHaveLength(1);
    running.signal('SIGKILL');
    expect(await running.exited).toEqual({ signal: 'SIGKILL' });
    await expect.poll(() => processesWith(child[1])).toEqual([]);
  });

  test('whatever the program left running ends with it', async () => {
    const child = uniqueSleep();
    expect(await run(['sh', '-c', `${child.join(' ')} & exit 0`])).toEqual({ code: 0 });
    await expect.poll(() => processesWith(child[1])).toEqual([]);
  });

  test('a signal goes to the main process and to no other', async () => {
    await using pod = await Pod.create(engine());
    const script = `(trap "echo child was told" TERM; while :; do sleep 0.02; done) & trap "echo told; exit 0" TERM; echo ready; while :; do sleep 0.02; done`;
    const running = await pod.start(config(['sh', '-c', script]));
    await expect.poll(() => output.of(pod.name)).toEqual(['ready']);
    running.signal('SIGTERM');
    expect(await running.exited).toEqual({ code: 0 });
    expect(output.of(pod.name)).toEqual(['ready', 'told']);
  });
}

/** A signal for what is not to be aborted. */
const never = new AbortController().signal;

/** Waits until a process has become this program. */
async function untilRuns(pid: number | undefined, program: string): Promise<void> {
  await expect.poll(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim()).toBe(program);
}
