import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { timer } from '../clock.ts';
import type { RuntimeEvent } from '../events.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { reloadable } from './entry.ts';
import { loadConfig, type ConfigReader } from './load-config.ts';
import { config } from './schema.ts';

const shape = {
  GREETING: reloadable(config.string().default('hello')),
  POOL_SIZE: config.integer().default(1),
  TOKEN: reloadable(config.secret().optional()),
};

/** A process that reads a file, and others that are given what it has read. */
async function setUp(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-shared-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'config.yaml');
  writeFileSync(file, text);
  const clock = new VirtualClock();
  const events: RuntimeEvent[] = [];
  const listeners = new Set<() => void>();
  const emit = (event: RuntimeEvent) => {
    events.push(event);
    if (event.type === 'config.reloaded') for (const listener of listeners) listener();
  };
  const first = await loadConfig(shape, { env: { CONFIG_FILE: file }, cwd: folder, clock, emit });
  first.watch({ notify: false });
  const reader: ConfigReader = {
    // As between processes: by value.
    get inputs() {
      return structuredClone(first.inputs);
    },
    onChange(listener) {
      listeners.add(listener);
      return timer(() => listeners.delete(listener));
    },
  };
  const join2 = async () => {
    const other = await loadConfig(shape, { env: {}, cwd: folder, clock, emit: () => {}, reader });
    other.watch();
    return other;
  };
  const change = async (next: string) => {
    writeFileSync(file, next);
    await clock.advance(20_000);
  };
  return { first, join: join2, change, events };
}

test('a process that is given what another has read comes to the same values and generation', async () => {
  const { first, join, change } = await setUp('greeting: hi\ntoken: s3cret\n');
  const early = await join();
  await change('greeting: good morning\ntoken: s3cret\n');
  const late = await join();
  for (const other of [early, late]) {
    expect(other.current).toEqual(first.current);
    expect(other.current.TOKEN?.reveal()).toBe('s3cret');
    expect(other.generation).toBe(2);
  }
});

test('a value that waits for a restart is not in force in a process that is started later', async () => {
  const { first, join, change } = await setUp('greeting: hi\npoolSize: 2\n');
  const early = await join();
  await change('greeting: hi\npoolSize: 9\n');
  expect(early.generation).toBe(2);
  await change('greeting: hey\npoolSize: 9\n');
  const late = await join();
  expect(late.current).toMatchObject({ GREETING: 'hey', POOL_SIZE: 2 });
  expect(late.current).toEqual(first.current);
});

test('a process that is started while the files are wrong gets what is in force', async () => {
  const { join, change, events } = await setUp('greeting: hi\npoolSize: 2\n');
  await change('greeting: hey\npoolSize: many\n');
  expect(events.map(({ type }) => type)).toContain('config.rejected');
  expect((await join()).current).toMatchObject({ GREETING: 'hi', POOL_SIZE: 2 });
});
