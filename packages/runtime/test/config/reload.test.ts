import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { config, loadConfig, reloadable } from '../../src/config/index.ts';
import { EventBus, type RuntimeEvent } from '../../src/events.ts';

let volume: string;
let bus: EventBus;

beforeEach(() => {
  volume = mkdtempSync(join(tmpdir(), 'seaworthy-volume-'));
  bus = new EventBus();
});
afterEach(() => rmSync(volume, { recursive: true }));

const nextEvent = () =>
  new Promise<RuntimeEvent>((resolve) => {
    const subscription = bus.on((event) => {
      subscription.clear();
      resolve(event);
    });
  });

/** Polling is put off beyond the test, so that only the system's notification can be what is seen. */
async function start(name: string) {
  const loaded = await loadConfig(
    { N: reloadable(config.integer()) },
    {
      env: { CONFIG_FILE: join(volume, name) },
      cwd: volume,
      clock: systemClock,
      emit: (event) => bus.emit(event),
    },
  );
  loaded.watch({ pollMs: 3_600_000, settleMs: 20 });
  return loaded;
}

test('the system’s notifications survive many ..data swaps', async () => {
  const swap = (n: number) => {
    mkdirSync(join(volume, `..v${n}`));
    writeFileSync(join(volume, `..v${n}`, 'app.yaml'), `N: ${n}`);
    symlinkSync(`..v${n}`, join(volume, '..data_tmp'));
    renameSync(join(volume, '..data_tmp'), join(volume, '..data'));
    rmSync(join(volume, `..v${n - 1}`), { recursive: true, force: true });
  };
  symlinkSync('..data/app.yaml', join(volume, 'app.yaml'));
  swap(0);
  using loaded = await start('app.yaml');
  for (let n = 1; n <= 10; n++) {
    const seen = nextEvent();
    swap(n);
    expect(await seen).toMatchObject({ type: 'config.reloaded', generation: n + 1 });
    expect(loaded.current.N).toBe(n);
  }
});

test('the system’s notifications survive edits in place and replacements', async () => {
  const path = join(volume, 'plain.yaml');
  writeFileSync(path, 'N: 0');
  using loaded = await start('plain.yaml');
  for (let n = 1; n <= 6; n++) {
    const seen = nextEvent();
    if (n % 2 === 0) writeFileSync(path, `N: ${n}`);
    else {
      writeFileSync(`${path}.swp`, `N: ${n}`);
      renameSync(`${path}.swp`, path);
    }
    expect((await seen).type).toBe('config.reloaded');
    expect(loaded.current.N).toBe(n);
  }
});
