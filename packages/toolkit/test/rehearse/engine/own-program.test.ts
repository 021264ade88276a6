/** Programs of this machine that lie where the pod has a volume: an image would hold them somewhere else. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProcessEngine } from 'seaworthy/rehearse';
import { expect, onTestFinished, test } from 'vitest';
import { config, Output, Pod } from './stage.ts';

test.each([
  ['in a folder', 'project/bin/program'],
  ['that is a file of it', 'program'],
])('a program below a volume is run, %s', async (_, path) => {
  const machine = folder();
  const volume = folder();
  const program = join(machine, path);
  mkdirSync(join(program, '..'), { recursive: true });
  writeFileSync(program, '#!/bin/sh\necho "$@"', { mode: 0o755 });
  const output = new Output();
  await using engine = await createProcessEngine({
    programOf: () => ({ entrypoint: [program], workingDir: '/var/tmp' }),
    onOutput: output.take,
  });
  await using pod = await Pod.create(engine);
  const mounts = [{ path: machine, source: volume, readOnly: false }];
  const running = await pod.start({ ...config([], { mounts, args: ['a'] }), command: undefined });
  expect(await running.exited, output.of(pod.name, 'stderr').join('\n')).toEqual({ code: 0 });
  expect(output.of(pod.name).at(-1)).toBe('a');
});

test('a program’s folder below a volume is there, and what it writes there is not on this machine', async (context) => {
  const machine = folder();
  const volume = folder();
  const data = folder();
  mkdirSync(join(machine, 'project/src'), { recursive: true });
  writeFileSync(join(machine, 'project/shared'), 'shared');
  const output = new Output();
  await using engine = await createProcessEngine({
    programOf: () => ({ entrypoint: ['sh'], workingDir: join(machine, 'project/src') }),
    onOutput: output.take,
  });
  context.skip(!engine.can.files, 'volumes are not mounted here');
  await using pod = await Pod.create(engine);
  const script = `cat ../shared; echo; touch written new/data ${machine}/in-volume`;
  const running = await pod.start({
    ...config([], {
      args: ['-c', script],
      mounts: [
        { path: machine, source: volume, readOnly: false },
        { path: join(machine, 'project/src/new'), source: data, readOnly: false },
      ],
    }),
    command: undefined,
  });
  expect(await running.exited, output.of(pod.name, 'stderr').join('\n')).toEqual({ code: 0 });
  expect(output.of(pod.name)).toEqual(['shared']);
  expect(readdirSync(join(machine, 'project/src'))).toEqual([]);
  expect(existsSync(join(volume, 'in-volume'))).toBe(true);
  expect(readdirSync(data)).toEqual(['data']);
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'engine-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
