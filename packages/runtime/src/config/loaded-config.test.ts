import { mkdtempSync, mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { RuntimeEvent } from '../events.ts';
import { VirtualClock } from '../testing/index.ts';
import { reloadable } from './entry.ts';
import { loadConfig } from './load-config.ts';
import { config } from './schema.ts';

const shape = {
  LEVEL: reloadable(config.enum(['info', 'debug']).default('info')),
  TOKEN: reloadable(config.secret().optional()),
  HOSTS: reloadable(config.list().default([])),
  PORT: config.port().default(8080),
};

let volume: string;
let clock: VirtualClock;
let events: RuntimeEvent[];

beforeEach(() => {
  volume = mkdtempSync(join(tmpdir(), 'seaworthy-volume-'));
  clock = new VirtualClock();
  events = [];
});
afterEach(() => rmSync(volume, { recursive: true }));

/** What the kubelet does to a mounted ConfigMap (pkg/volume/util/atomic_writer.go). */
let revision = 0;
function mount(files: Record<string, string>): void {
  const fresh = `..2026_${revision++}`;
  mkdirSync(join(volume, fresh));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(volume, fresh, name), content);
    if (revision === 1) symlinkSync(join('..data', name), join(volume, name));
  }
  symlinkSync(fresh, join(volume, '..data_tmp'));
  renameSync(join(volume, '..data_tmp'), join(volume, '..data'));
  if (revision > 1) rmSync(join(volume, `..2026_${revision - 2}`), { recursive: true });
}

/** Loads from the volume and watches it by polling alone, so that only the virtual clock moves it. */
async function start() {
  const env = { CONFIG_FILE: join(volume, 'app.yaml'), TOKEN_FILE: join(volume, 'token') };
  const loaded = await loadConfig(shape, { env, cwd: volume, clock, emit: (event) => events.push(event) });
  loaded.watch({ notify: false, pollMs: 5000, settleMs: 100 });
  await clock.advance(5100);
  return loaded;
}

beforeEach(() => {
  revision = 0;
  mount({ 'app.yaml': 'LEVEL: info\n', token: 'one' });
});

describe('a mounted volume', () => {
  test('is followed through many swaps', async () => {
    using loaded = await start();
    for (let swap = 1; swap <= 20; swap++) {
      mount({ 'app.yaml': 'LEVEL: debug\n', token: `token ${swap}` });
      await clock.advance(5100);
      expect(loaded.current.TOKEN?.reveal()).toBe(`token ${swap}`);
      expect(loaded.generation).toBe(1 + swap);
    }
    expect(events).toHaveLength(20);
    expect(events[0]).toEqual({
      type: 'config.reloaded',
      generation: 2,
      changed: ['LEVEL', 'TOKEN'],
      needsRestart: [],
    });
  });

  test('changes where no more than a secret within a structure does', async () => {
    const partners = reloadable(
      config.json(z.record(z.string(), z.object({ url: config.url(), token: config.secret() }))),
    );
    const file = (token: string) => ({
      partners: `{"acme":{"url":"https://acme.example","token":"${token}"}}`,
    });
    mount(file('one'));
    using loaded = await loadConfig(
      { PARTNERS: partners },
      { env: { PARTNERS_FILE: join(volume, '..data/partners') }, cwd: volume, clock, emit: () => undefined },
    );
    loaded.watch({ notify: false });
    await clock.advance(5100);
    expect(loaded.generation).toBe(1);
    mount(file('two'));
    await clock.advance(5100);
    expect(loaded.generation).toBe(2);
    expect(loaded.current.PARTNERS['acme']?.token.reveal()).toBe('two');
  });

  test('with an invalid value is rejected whole, and the old values stay', async () => {
    using loaded = await start();
    const before = loaded.current;
    mount({ 'app.yaml': 'LEVEL: loud\n', token: 'two' });
    await clock.advance(20_000);
    expect(loaded.current).toBe(before);
    expect(loaded.generation).toBe(1);
    expect(events).toMatchObject([
      { type: 'config.rejected', generation: 1, error: { code: 'SW_CONFIG_INVALID' } },
    ]);
    mount({ 'app.yaml': 'LEVEL: debug\n', token: 'two' });
    await clock.advance(5100);
    expect([loaded.current.LEVEL, loaded.current.TOKEN?.reveal()]).toEqual(['debug', 'two']);
  });

  test('that is taken back after it was rejected is told', async () => {
    using loaded = await start();
    mount({ 'app.yaml': 'LEVEL: loud\n', token: 'one' });
    await clock.advance(5100);
    mount({ 'app.yaml': 'LEVEL: info\n', token: 'one' });
    await clock.advance(20_000);
    expect(loaded.generation).toBe(1);
    expect(events.slice(1)).toEqual([{ type: 'config.corrected', generation: 1 }]);
  });

  test('for which a transform throws is rejected, and the old values stay', async () => {
    const RULES = reloadable(config.string().transform((text): unknown => JSON.parse(text)));
    const env = { CONFIG_FILE: join(volume, 'app.yaml') };
    mount({ 'app.yaml': `RULES: '{"a":1}'\n`, token: 'one' });
    using loaded = await loadConfig(
      { RULES },
      { env, cwd: volume, clock, emit: (event) => events.push(event) },
    );
    loaded.watch({ notify: false, pollMs: 5000, settleMs: 100 });
    mount({ 'app.yaml': `RULES: '{"a":'\n`, token: 'one' });
    await clock.advance(20_000);
    expect(loaded.current.RULES).toEqual({ a: 1 });
    expect(events.map(({ type }) => type)).toEqual(['config.rejected']);
  });

  test('may get the file of an optional entry later', async () => {
    unlinkSync(join(volume, 'token'));
    using loaded = await start();
    expect(loaded.current.TOKEN).toBeUndefined();
    symlinkSync(join('..data', 'token'), join(volume, 'token'));
    mount({ 'app.yaml': 'LEVEL: info\n', token: 'two' });
    await clock.advance(5100);
    expect(loaded.current.TOKEN?.reveal()).toBe('two');
  });

  test('that loses a file is rejected', async () => {
    using loaded = await start();
    unlinkSync(join(volume, 'token'));
    await clock.advance(5100);
    expect(loaded.current.TOKEN?.reveal()).toBe('one');
    expect(events).toMatchObject([{ type: 'config.rejected', error: { code: 'SW_CONFIG_FILE' } }]);
  });

  test('that is touched and holds the same is no event', async () => {
    using loaded = await start();
    mount({ 'app.yaml': 'LEVEL: info # the same\n', token: 'one' });
    await clock.advance(20_000);
    expect(events).toEqual([]);
    expect(loaded.generation).toBe(1);
  });

  test('a burst of changes is one', async () => {
    using loaded = await start();
    for (let swap = 1; swap <= 9; swap++) mount({ 'app.yaml': 'LEVEL: info\n', token: `token ${swap}` });
    await clock.advance(100);
    mount({ 'app.yaml': 'LEVEL: info\n', token: 'last' });
    await clock.advance(100);
    expect(events).toEqual([]);
    await clock.advance(100);
    expect(events).toHaveLength(1);
    expect(loaded.current.TOKEN?.reveal()).toBe('last');
  });
});

test('a plain edit in place and an editor’s replacement are seen', async () => {
  const path = join(volume, 'plain.yaml');
  writeFileSync(path, 'HOSTS: a\n');
  const env = { CONFIG_FILE: path };
  using loaded = await loadConfig(shape, {
    env,
    cwd: volume,
    clock,
    emit: (event) => events.push(event),
  });
  loaded.watch({ notify: false });
  writeFileSync(path, 'HOSTS: b,c\n');
  await clock.advance(5200);
  expect(loaded.current.HOSTS).toEqual(['b', 'c']);
  writeFileSync(`${path}~`, 'HOSTS: d\n');
  renameSync(`${path}~`, path);
  await clock.advance(5200);
  expect(loaded.current.HOSTS).toEqual(['d']);
});

test('a change between loading and watching is not missed', async () => {
  const env = { CONFIG_FILE: join(volume, 'app.yaml') };
  using loaded = await loadConfig(shape, {
    env,
    cwd: volume,
    clock,
    emit: (event) => events.push(event),
  });
  mount({ 'app.yaml': 'LEVEL: debug\n', token: 'one' });
  loaded.watch({ notify: false });
  await clock.advance(300);
  expect(loaded.current.LEVEL).toBe('debug');
});

test('what is not reloadable keeps its value and is named, once', async () => {
  using loaded = await start();
  mount({ 'app.yaml': 'LEVEL: debug\nPORT: 9000\n', token: 'one' });
  await clock.advance(5100);
  expect(loaded.current).toMatchObject({ LEVEL: 'debug', PORT: 8080 });
  expect(loaded.source('PORT')).toBe('default');
  expect(loaded.source('LEVEL')).toContain('app.yaml line 1');
  expect(events).toEqual([
    { type: 'config.reloaded', generation: 2, changed: ['LEVEL'], needsRestart: ['PORT'] },
  ]);
  await clock.advance(20_000);
  expect(events).toHaveLength(1);
});

test('listeners hear of what took effect; one that fails is reported and keeps none from hearing', async () => {
  using loaded = await start();
  const heard: unknown[] = [];
  loaded.subscribe(() => {
    throw new Error('thrown');
  });
  loaded.subscribe(() => Promise.reject(new Error('rejected')));
  loaded.subscribe((next, changed) => void heard.push([next === loaded.current, next.LEVEL, changed]));
  loaded.subscribe(() => void heard.push('cleared')).clear();
  mount({ 'app.yaml': 'LEVEL: debug\nPORT: 9000\n', token: 'one' });
  await clock.advance(5100);
  expect(heard).toEqual([[true, 'debug', ['LEVEL']]]);
  expect(events.slice(1)).toMatchObject([
    { type: 'config.listener.failed', generation: 2, error: { message: 'thrown' } },
    { type: 'config.listener.failed', generation: 2, error: { message: 'rejected' } },
  ]);
});

test('a listener hears of what changes while it is at work afterwards, as one change and as it is by then', async () => {
  using loaded = await start();
  const heard: unknown[] = [];
  const work = Promise.withResolvers<void>();
  loaded.subscribe((next, changed) => {
    heard.push([next.LEVEL, next.TOKEN?.reveal(), changed]);
    return work.promise;
  });
  for (const [level, token] of [
    ['debug', 'one'],
    ['debug', 'two'],
    ['info', 'two'],
  ] as const) {
    mount({ 'app.yaml': `LEVEL: ${level}\n`, token });
    await clock.advance(5100);
  }
  expect(heard).toEqual([['debug', 'one', ['LEVEL']]]);
  work.resolve();
  await clock.advance(0);
  expect(heard.slice(1)).toEqual([['info', 'two', ['TOKEN', 'LEVEL']]]);
});

test('stops watching when disposed of', async () => {
  const loaded = await start();
  loaded[Symbol.dispose]();
  expect(clock.pending).toBe(0);
});

test('watches nothing without files', async () => {
  const loaded = await loadConfig(shape, { env: {}, cwd: volume, clock, emit: () => {} });
  loaded.watch();
  expect(clock.pending).toBe(0);
});
