import { expect, test } from 'vitest';
import type { Trial } from '../conformance.ts';
import { config, Pod, security } from '../stage.ts';

/** What containers write. */
export function output({ engine, output: written }: Trial): void {
  const run = async (script: string, restartCount = 0) => {
    await using pod = await Pod.create(engine());
    const running = await pod.start(config(['sh', '-c', script]), restartCount);
    await running.exited;
    return written.lines.filter(({ pod: name }) => name === pod.name);
  };

  test('each line is given on whole, with whose it is', async () => {
    const lines = await run('echo one; echo two; echo three >&2', 2);
    const facts = { pod: lines[0]?.pod, container: 'main', restartCount: 2, cut: false };
    expect(lines.filter(({ stream }) => stream === 'stdout')).toEqual([
      { ...facts, stream: 'stdout', text: 'one' },
      { ...facts, stream: 'stdout', text: 'two' },
    ]);
    expect(lines.filter(({ stream }) => stream === 'stderr')).toEqual([
      { ...facts, stream: 'stderr', text: 'three' },
    ]);
  });

  test('the last line is there at the exit, and told to be cut where it has no end', async () => {
    const lines = await run('echo whole; printf "cut äö"; exit 1');
    expect(lines.map(({ text, cut }) => ({ text, cut }))).toEqual([
      { text: 'whole', cut: false },
      { text: 'cut äö', cut: true },
    ]);
  });

  test('none of many lines is lost at the exit', async () => {
    const count = 50_000;
    const lines = await run(`seq ${count}`);
    expect(lines).toHaveLength(count);
    expect(lines.at(-1)?.text).toBe(String(count));
  });

  test.each([undefined, 1000])('its streams can be opened by their names, as user %s', async (runAsUser) => {
    await using pod = await Pod.create(engine());
    const script = 'echo out > /dev/stdout; echo err > /dev/stderr; echo more >> /proc/self/fd/1';
    const running = await pod.start(config(['sh', '-c', script], { security: { ...security, runAsUser } }));
    expect(await running.exited).toEqual({ code: 0 });
    expect(written.of(pod.name)).toEqual(['out', 'more']);
    expect(written.of(pod.name, 'stderr')).toEqual(['err']);
  });
}
