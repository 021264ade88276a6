import { readdirSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import type { Trial } from '../conformance.ts';
import { config, Pod, processesWith, uniqueSleep } from '../stage.ts';

const MIB = 2 ** 20;
const limits = { memoryBytes: undefined, cpuMilli: undefined, cpuShares: 102, oomScoreAdj: 1000 };
/** Takes memory for ever. */
const hog = [process.execPath, '--eval', 'const all = []; for (;;) all.push(Buffer.alloc(1e6, 1))'];

/** Limits, usage, and pausing. */
export function resources({ engine, can }: Trial): void {
  test.skipIf(!can.limits)(
    'a program beyond its memory limit is killed, and it is told for what',
    async () => {
      await using pod = await Pod.create(engine());
      const running = await pod.start(config(hog, { resources: { ...limits, memoryBytes: 64 * MIB } }));
      expect(await running.exited).toEqual({ signal: 'SIGKILL', oomKilled: true });
    },
  );

  test.skipIf(!can.limits)('a kill for memory is told, be it only of a child', async () => {
    await using pod = await Pod.create(engine());
    const running = await pod.start(
      config(['sh', '-c', '"$@"; exit 4', 'name', ...hog], {
        resources: { ...limits, memoryBytes: 64 * MIB },
      }),
    );
    // On cgroup version 2, all of the container is killed.
    expect(await running.exited).toMatchObject({ oomKilled: true });
  });

  test.skipIf(!can.limits)(
    'with the process that is killed for memory, all of the container is',
    async () => {
      await using pod = await Pod.create(engine());
      const running = await pod.start(
        config(['sh', '-c', '"$@"; sleep 1000', 'name', ...hog], {
          resources: { ...limits, memoryBytes: 64 * MIB },
        }),
      );
      expect(await running.exited).toEqual({ signal: 'SIGKILL', oomKilled: true });
    },
  );

  test.skipIf(!can.limits)('a program beyond the memory limit of its pod is killed as well', async () => {
    await using pod = await Pod.create(engine(), { memoryBytes: 64 * MIB, cpuShares: 102 });
    const running = await pod.start(config(hog, { resources: limits }));
    expect(await running.exited).toEqual({ signal: 'SIGKILL', oomKilled: true });
  });

  test('usage is told while it runs', async () => {
    await using pod = await Pod.create(engine());
    const source = 'global.kept = Buffer.alloc(50e6, 1); setInterval(() => {}, 1000)';
    const running = await pod.start(
      config([process.execPath, '--eval', source], { resources: { ...limits, memoryBytes: 400 * MIB } }),
    );
    await vi.waitFor(
      async () => {
        const usage = await running.usage();
        expect(usage?.memoryBytes).toBeGreaterThan(50e6);
        expect(usage?.memoryBytes).toBeLessThan(400 * MIB);
        expect(usage?.cpuMs).toBeGreaterThan(0);
      },
      { timeout: 30_000 },
    );
    expect((await running.usage())?.throttledMs === undefined).toBe(!can.limits);
  });

  test('a CPU limit holds, and can be changed', async () => {
    await using pod = await Pod.create(engine());
    const running = await pod.start(config(['sh', '-c', 'while :; do :; done']));
    expect(running.limitCpu(50)).toBe(can.limits);
    if (!can.limits) return;
    await expect.poll(async () => (await running.usage())?.throttledMs).toBeGreaterThan(0);
  });

  test('pausing stops all its processes, and they go on', async () => {
    await using pod = await Pod.create(engine());
    const child = uniqueSleep();
    const running = await pod.start(
      config(['sh', '-c', `${child.join(' ')} & while :; do sleep 0.02; done`]),
    );
    await expect.poll(() => processesWith(child[1])).toHaveLength(1);
    const states = () => [running.pid ?? 0, ...processesWith(child[1])].map(stateOf);
    running.pause(true);
    // Whose new child was stopped before it became another program waits for it without an interruption (vfork(2)).
    await expect.poll(() => states().join('')).toMatch(/^[TD]T$/);
    running.pause(false);
    await expect.poll(() => states().join('')).not.toMatch(/[TD]/);
    running.pause(true);
    running.signal('SIGKILL');
    expect(await running.exited).toEqual({ signal: 'SIGKILL' });
  });
}

/** As in proc(5): T is stopped. */
function stateOf(pid: number): string {
  if (!readdirSync('/proc').includes(String(pid))) return 'gone';
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
}
