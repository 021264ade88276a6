import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { olderNode, olderNodeMissing } from '../older-node.ts';
import { bundle } from './one-file.ts';

test.skipIf(olderNodeMissing !== '')(
  `a service is refused by name where Node is too old for the runtime${olderNodeMissing}`,
  async () => {
    await using bundled = await bundle(new URL('service.ts', import.meta.url));
    const { status, stdout, stderr } = spawnSync(olderNode ?? '', [bundled.file], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /@seaworthy\/runtime needs Node 24, and this is \d[\d.]* \(\/.+\)\. Run it with Node 24 .+\[SW_NODE_VERSION\]/,
    );
  },
);
