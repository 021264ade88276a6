/** Machines whose file systems are mounted in other ways than this one's: in a mount namespace of a test's own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createProcessEngine } from 'seaworthy/rehearse';
import { describe, expect, onTestFinished, test } from 'vitest';
import { mountMemory, unmountMemory } from '../../../src/rehearse/kubelet/volumes/memory.ts';
import { config, Pod } from './stage.ts';

const run = new URL('mounted-run.ts', import.meta.url).pathname;
const hasFiles = await (async () => {
  await using engine = await createProcessEngine({ programOf: () => undefined });
  return engine.can.files;
})();

/** What mounted-run.ts tells. */
interface Told {
  readonly end: unknown;
  readonly lines: readonly string[];
  readonly notEmulated: readonly string[];
}

describe.skipIf(!hasFiles)('where the engine has files', () => {
  test('a file system that no layer can be laid over is told, and keeps no other from being seen', () => {
    const place = folder('/var/tmp');
    // An overlay of an overlay is the last one that the kernel takes, as a lower layer of nothing.
    const deep = ['cd "$0"', 'mkdir top deep', 'mount -t tmpfs top top', 'echo seen > top/file'];
    deep.push('mount -t tmpfs deep deep', 'cd deep', 'mkdir l u w m u2 w2 m2');
    deep.push('mount -t overlay o -o lowerdir=l,upperdir=u,workdir=w m');
    deep.push('mount -t overlay o -o lowerdir=m,upperdir=u2,workdir=w2 m2', 'echo hidden > m2/file');
    const { end, lines, notEmulated } = ask(place, deep, [`cat ${place}/top/file ${place}/deep/m2/file; :`]);
    expect({ end, lines }).toEqual({ end: { code: 0 }, lines: ['seen'] });
    expect(notEmulated).toContainEqual(expect.stringContaining(`${place}/deep/m2`));
    expect(notEmulated).not.toContainEqual(expect.stringContaining(`${place}/top`));
  });

  test('a file system that goes away meanwhile keeps no container from starting', async (context) => {
    const place = folder('/var/tmp');
    context.skip(!(await mountMemory(place, 2 ** 20)), 'this machine lets us mount nothing');
    onTestFinished(() => unmountMemory(place).catch(() => undefined));
    await using engine = await createProcessEngine({ programOf: () => ({ entrypoint: [] }) });
    await unmountMemory(place);
    rmSync(place, { recursive: true });
    await using pod = await Pod.create(engine);
    expect(await (await pod.start(config(['true']))).exited).toEqual({ code: 0 });
  });

  test('a volume has its place in a folder of /run, which is in memory on most machines', () => {
    const place = folder('/run');
    const inside = join(place, 'inside');
    const { end } = ask(
      place,
      ['mount -t tmpfs run "$0"', 'mkdir "$0/inside"'],
      [`touch ${inside}/x`, inside],
    );
    expect(end).toEqual({ code: 0 });
  });
});

/** Mounts, and runs mounted-run.ts with these arguments. */
function ask(place: string, mount: readonly string[], args: readonly string[]): Told {
  const script = ['set -e', ...mount, 'cd /', 'exec "$@"'].join('\n');
  const node = [process.execPath, '--conditions=seaworthy-source', run, ...args];
  const { stdout, stderr } = spawnSync('unshare', ['--mount', 'sh', '-c', script, place, ...node], {
    encoding: 'utf8',
  });
  expect(stdout, stderr).not.toBe('');
  return JSON.parse(stdout) as Told;
}

function folder(parent: string): string {
  const path = mkdtempSync(join(parent, 'seaworthy-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
