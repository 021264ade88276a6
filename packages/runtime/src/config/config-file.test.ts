import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import * as z from 'zod';
import { VirtualClock } from '../testing/index.ts';
import { loadConfig } from './load-config.ts';
import { config } from './schema.ts';

/** The options of a process whose config file holds `text`. */
function withFile(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-config-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const CONFIG_FILE = join(folder, 'app.yaml');
  writeFileSync(CONFIG_FILE, text);
  return { env: { CONFIG_FILE }, cwd: folder, clock: new VirtualClock(), emit: () => {} };
}

test('the items of a list are taken as they were written, and a structure as YAML reads it', async () => {
  const shape = {
    ACCOUNTS: config.list(),
    PORTS: config.list(config.port()),
    RATES: config.json(z.array(z.number())),
    SIZES: config.list(z.number()),
  };
  const options = withFile(
    'accounts: [012345678901, 1.10, 0x10, true]\nports: [0x50, 81]\nrates: [1.10, 2]\nsizes: [1.10]\n',
  );
  expect((await loadConfig(shape, options)).current).toEqual({
    ACCOUNTS: ['012345678901', '1.10', '0x10', 'true'],
    PORTS: [80, 81],
    RATES: [1.1, 2],
    SIZES: [1.1],
  });
});

test.each(['%YAML 1.3', '%YAML 1.2\n%HUNTER2 x'])(
  'a config file may have %j, which is passed over with one warning',
  async (directive) => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    const options = withFile(`${directive}\n---\nA: 1\n`);
    const { CONFIG_FILE } = options.env;
    const loaded = await loadConfig({ A: config.number() }, options);
    expect(loaded.current).toEqual({ A: 1 });
    const line = directive.split('\n').length;
    expect(warn.mock.calls).toEqual([
      [`config file ${CONFIG_FILE} line ${line}: a directive that is not known was passed over`],
    ]);
  },
);
