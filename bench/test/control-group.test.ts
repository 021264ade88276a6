import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { makeControlGroup } from '../form/index.ts';

const missing = whyMissing();

test.skipIf(missing !== '')(
  `a bench that is told to end leaves neither its group nor what runs in it${missing}`,
  async () => {
    const program = fileURLToPath(new URL('programs/grouped.ts', import.meta.url));
    const bench = spawn(process.execPath, ['--conditions=seaworthy-source', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(bench.stdout, 'data')) as [Buffer];
    const folder = String(line).trim();
    expect(existsSync(folder)).toBe(true);
    bench.kill('SIGTERM');
    await once(bench, 'exit');
    // The kernel removes no group in which something runs.
    expect(existsSync(folder)).toBe(false);
  },
);

function whyMissing(): string {
  try {
    void makeControlGroup({ memoryMiB: 64 }).remove();
    return '';
  } catch {
    return ' (skipped: no control group can be made here)';
  }
}
