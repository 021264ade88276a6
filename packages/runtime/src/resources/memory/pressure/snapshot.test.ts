import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { EventBus, type RuntimeEvent } from '../../../events.ts';
import { heapSnapshotInto } from './snapshot.ts';

const MIB = 2 ** 20;
const LIMIT = 1_024 * MIB;
const sample = {
  usedBytes: 100 * MIB,
  heapUsedBytes: 50 * MIB,
  heapTotalBytes: 60 * MIB,
  externalBytes: 0,
  copyBytes: 0,
  heapLimitBytes: 500 * MIB,
};

function rig(write?: (path: string) => string) {
  const directory = mkdtempSync(join(tmpdir(), 'seaworthy-snapshot-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const bus = new EventBus();
  const events: RuntimeEvent[] = [];
  bus.on((event) => events.push(event));
  return { directory, events, snapshot: heapSnapshotInto(directory, () => LIMIT, bus, write) };
}

test('one snapshot is written into the mounted path, and never a second', () => {
  const { directory, events, snapshot } = rig();
  snapshot(sample);
  snapshot(sample);
  expect(events).toEqual([{ type: 'memory.snapshot', path: expect.stringContaining(directory) }]);
  const [written] = events;
  if (written?.type !== 'memory.snapshot') throw new Error('no snapshot was told of');
  expect(JSON.parse(readFileSync(written.path, 'utf8'))).toHaveProperty('snapshot.meta');
}, 60_000);

test('it is left out where it would take the memory that is missing, until there is some', () => {
  const paths: string[] = [];
  const { events, snapshot } = rig((path) => {
    paths.push(path);
    return path;
  });
  snapshot({ ...sample, usedBytes: LIMIT - 100 * MIB });
  expect(paths).toEqual([]);
  expect(events).toMatchObject([
    { type: 'memory.snapshot', error: new Error('it would need 50 MiB more than there are') },
  ]);
  snapshot(sample);
  expect(paths).toHaveLength(1);
});

test('a path that can’t be written is told of, and stops nothing', () => {
  const failure = new Error('read-only');
  const { events, snapshot } = rig(() => {
    throw failure;
  });
  expect(() => snapshot(sample)).not.toThrow();
  expect(events).toMatchObject([{ type: 'memory.snapshot', error: failure }]);
});

test('a directory that is not there, or is none, is told of at the start', () => {
  const { directory, events } = rig();
  expect(events).toEqual([]);
  const file = join(directory, 'file');
  writeFileSync(file, '');
  const bus = new EventBus();
  for (const path of [file, join(directory, 'absent')]) heapSnapshotInto(path, () => LIMIT, bus);
  bus.on((event) => events.push(event));
  expect(events).toMatchObject([
    { type: 'memory.snapshot', path: file, error: { code: 'ENOTDIR' } },
    { type: 'memory.snapshot', path: join(directory, 'absent'), error: { code: 'ENOENT' } },
  ]);
});
