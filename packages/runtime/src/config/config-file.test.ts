import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { VirtualClock } from '../testing/index.ts';
import { loadConfig } from './load-config.ts';
import { config } from './schema.ts';

test.each(['%YAML 1.3', '%YAML 1.2\n%HUNTER2 x'])(
  'a config file may have %j, which is passed over with one warning',
  async (directive) => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const folder = mkdtempSync(join(tmpdir(), 'seaworthy-config-file-'));
    onTestFinished(() => {
      warn.mockRestore();
      rmSync(folder, { recursive: true });
    });
    const CONFIG_FILE = join(folder, 'app.yaml');
    writeFileSync(CONFIG_FILE, `${directive}\n---\nA: 1\n`);
    const options = { env: { CONFIG_FILE }, cwd: folder, clock: new VirtualClock(), emit: () => {} };
    const loaded = await loadConfig({ A: config.number() }, options);
    expect(loaded.current).toEqual({ A: 1 });
    const line = directive.split('\n').length;
    expect(warn.mock.calls).toEqual([
      [`config file ${CONFIG_FILE} line ${line}: a directive that is not known was passed over`],
    ]);
  },
);
