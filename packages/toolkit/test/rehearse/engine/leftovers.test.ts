import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  statfsSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { createProcessEngine } from 'seaworthy/rehearse';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { mountMemory, unmountMemory } from '../../../src/rehearse/kubelet/volumes/memory.ts';
import { config, Pod, processesWith, security, uniqueSleep } from './stage.ts';

const program = { programOf: () => ({ entrypoint: [] }) };
test('an engine that is disposed of leaves nothing behind, running containers neither', async () => {
  const [command, time] = uniqueSleep();
  {
    await using engine = await createProcessEngine(program);
    for (const name of ['one', 'two']) {
      const pod = new Pod(name, await engine.createSandbox({ name, spec: { containers: [] } }));
      await pod.start(config([command, time]));
    }
    expect(leftBy(process.pid)).not.toEqual([]);
  }
  expect(leftBy(process.pid)).toEqual([]);
  expect(processesWith(time)).toEqual([]);
});

test('a container that is refused leaves no control group behind', async (context) => {
  await using engine = await createProcessEngine(program);
  context.skip(!engine.can.limits, 'there are no control groups');
  const pod = await Pod.create(engine);
  const refused = await pod.tryStart(config(['true'], { workingDir: '/etc/passwd' }));
  expect(refused).toMatchObject({ refused: 'CreateContainerError' });
  const groups = groupsOf(process.pid);
  expect(groups).not.toEqual([]);
  expect(groups.flatMap((folder) => foldersIn(folder).flatMap(foldersIn))).toEqual([]);
  await pod[Symbol.asyncDispose]();
  expect(groups.flatMap(foldersIn)).toEqual([]);
});

test('what a run keeps is its user’s alone: Secrets are among it, and what programs write', async () => {
  await using engine = await createProcessEngine(program);
  expect(statSync(engine.folder).mode & 0o777).toBe(0o700);
  if (engine.can.files) expect(statSync(layersOf(engine.folder)).mode & 0o777).toBe(0o700);
});

test('layers are not put into a folder that somebody else has made', async () => {
  const layers = await nextLayers();
  mkdirSync(layers, { mode: 0o755 });
  onTestFinished(() => rmSync(layers, { recursive: true, force: true }));
  await using engine = await createProcessEngine(program);
  expect(layersOf(engine.folder)).toBe(layers);
  expect(engine.can.files).toBe(false);
  expect(engine.notEmulated.join()).toContain(layers);
});

test('volumes are kept on a disk, where they count against no memory limit', async (context) => {
  const temporary = mkdtempSync('/dev/shm/seaworthy-test-');
  onTestFinished(() => rmSync(temporary, { recursive: true }));
  context.skip(isInMemory('/var/tmp') || !isInMemory(temporary), 'there is no disk, or nothing else');
  vi.stubEnv('TMPDIR', temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  let folder = '';
  {
    await using engine = await createProcessEngine(program);
    ({ folder } = engine);
    expect(dirname(folder)).toBe('/var/tmp');
    expect(existsSync(folder)).toBe(true);
  }
  expect(existsSync(folder)).toBe(false);
});

describe.each(['as this machine allows', 'without root'])('%s', (mode) => {
  test.each(['exit', 'exception', 'SIGINT', 'SIGTERM'])(
    'a run that ends by %s leaves nothing behind',
    async (way) => {
      const { pid, time } = await crash(way, mode);
      expect(leftBy(pid)).toEqual([]);
      await expect.poll(() => processesWith(time)).toEqual([]);
    },
  );

  test('of a run that was killed no process is left, and the next one takes away the rest', async () => {
    const { pid, time } = await crash('SIGKILL', mode);
    await expect.poll(() => processesWith(time)).toEqual([]);
    await using _ = await createProcessEngine(program);
    expect(leftBy(pid)).toEqual([]);
  });
});

test('what a killed run left and nobody can take away keeps no other from running', async (context) => {
  const temporary = mkdtempSync(join(tmpdir(), 'seaworthy-test-'));
  onTestFinished(() => rmSync(temporary, { recursive: true }));
  const left = join(temporary, 'seaworthy-rehearsal-0000100000');
  mkdirSync(left);
  context.skip(!(await mountMemory(left, 2 ** 20)), 'this machine lets us mount nothing');
  onTestFinished(() => unmountMemory(left));
  vi.stubEnv('TMPDIR', temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  await using engine = await createProcessEngine(program);
  expect(engine.name).toBe('process');
  expect(existsSync(left)).toBe(true);
});

test('a run in another PID namespace is left alone, although no process here has its number', async (context) => {
  context.skip(process.getuid?.() !== 0, 'this needs root');
  const script = new URL('crashing-run.ts', import.meta.url).pathname;
  const command = [process.execPath, '--conditions=seaworthy-source', script, 'SIGKILL', '1000'];
  const child = spawn('unshare', ['--pid', '--fork', '--kill-child', '--mount-proc', ...command], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('seaworthy-rehearsal-00001'));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
    for (const name of left()) rmSync(join(tmpdir(), name), { recursive: true });
    // Without its folder, the rest is known to be nobody's.
    await using _ = await createProcessEngine(program);
  });
  await once(createInterface(child.stdout), 'line');
  const before = left();
  expect(before).not.toEqual([]);
  {
    await using _ = await createProcessEngine(program);
  }
  expect(left()).toEqual(before);
});

test('a run of another kernel that has these files is left alone, for a day', async () => {
  const folder = join(tmpdir(), 'seaworthy-rehearsal-00001zzzz0');
  mkdirSync(folder);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'where'), `another-kernel ${readlinkSync('/proc/self/ns/pid')}`);
  {
    await using _ = await createProcessEngine(program);
  }
  expect(existsSync(folder)).toBe(true);
  const before = Date.now() / 1000 - 25 * 60 * 60;
  utimesSync(folder, before, before);
  {
    await using _ = await createProcessEngine(program);
  }
  expect(existsSync(folder)).toBe(false);
});

// A change of the user takes away that a program dies with its parent: a run that is killed then leaves it behind.
test('a container has started only once its user is the one that it shall be', async (context) => {
  await using engine = await createProcessEngine(program);
  context.skip(!engine.can.files, 'this machine has no users for containers');
  for (let time = 0; time < 5; time += 1) {
    await using pod = await Pod.create(engine);
    const { pid } = await pod.start(
      config(['sleep', '1000'], { security: { ...security, runAsUser: 1234 } }),
    );
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Uid:\t1234\t1234\t/m);
  }
});

test('what belongs to a run that goes on is left alone', async () => {
  await using first = await createProcessEngine(program);
  await using pod = await Pod.create(first);
  const running = await pod.start(config(['sleep', '1000']));
  {
    await using _ = await createProcessEngine(program);
  }
  expect(await running.exec(['true'], new AbortController().signal)).toMatchObject({ code: 0 });
});

/** Where a run with this folder has its layers. */
function layersOf(folder: string): string {
  return join('/dev/shm', basename(folder));
}

/** Where the next engine will want to have its layers. */
async function nextLayers(): Promise<string> {
  await using engine = await createProcessEngine(program);
  return layersOf(engine.folder);
}

/** Of tmpfs (statfs(2): TMPFS_MAGIC). */
function isInMemory(folder: string): boolean {
  return statfsSync(folder).type === 0x0102_1994;
}

/** Runs crashing-run.ts until it has ended in this way. */
async function crash(way: string, mode: string): Promise<{ pid: number; time: string }> {
  const [, time] = uniqueSleep();
  const script = new URL('crashing-run.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--conditions=seaworthy-source', script, way, time, mode], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  expect(line).toBe('ready');
  if (way.startsWith('SIG')) child.kill(way as NodeJS.Signals);
  const [, signal] = (await exited) as [number | null, string | null];
  if (way.startsWith('SIG')) expect(signal).toBe(way);
  return { pid: child.pid ?? 0, time };
}

/** Interfaces, namespaces, cgroups and folders whose names hold the tag of a process. */
function leftBy(pid: number): string[] {
  const folders = ['/sys/class/net', '/run/netns', '/dev/shm', tmpdir()];
  return [...ownIn(folders, pid), ...groupsOf(pid)].map((path) => basename(path));
}

/** A run's control groups. */
function groupsOf(pid: number): string[] {
  const hierarchies = ['memory', 'cpu', 'cpuacct', 'unified', ''].map((name) => `/sys/fs/cgroup/${name}`);
  return ownIn(hierarchies, pid);
}

function ownIn(folders: readonly string[], pid: number): string[] {
  const own = new RegExp(`^(sw|seaworthy-rehearsal-)${pid.toString(36).padStart(5, '0')}`);
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => own.test(name))
        .map((name) => join(folder, name)),
    );
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name));
}
