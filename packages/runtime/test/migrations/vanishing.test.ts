import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const canUnshare =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['--net', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' }).status === 0;

test.skipIf(!canUnshare)(
  `a migration's statement to a server that has vanished ends as an outage, and not when TCP gives up${canUnshare ? '' : ' (skipped: it takes root, unshare and ip)'}`,
  () => {
    const program = fileURLToPath(new URL('vanishing-program.ts', import.meta.url));
    const words = ['--net', process.execPath, '--conditions=seaworthy-source', program];
    const output = execFileSync('unshare', words, { encoding: 'utf8', timeout: 60_000 });
    expect(JSON.parse(output)).toEqual({ message: 'The server acknowledges nothing', isOutage: true });
  },
);
