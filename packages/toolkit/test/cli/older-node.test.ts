import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { olderNode, olderNodeMissing } from '../../../runtime/test/older-node.ts';
import { program } from '../init/init-command.ts';
import { folderOf } from '../model/folder.ts';

test.skipIf(olderNodeMissing !== '')(
  `a Node that is too old for the command is named in one sentence${olderNodeMissing}`,
  async () => {
    const file = join(await folderOf({}), 'main.mjs');
    await build({
      entryPoints: [program],
      outfile: file,
      bundle: true,
      format: 'esm',
      conditions: ['seaworthy-source'],
      // What an older Node must not be made to link.
      external: ['./seaworthy.ts'],
    });
    const run = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(olderNode ?? '', [file, ...args], { encoding: 'utf8' });
      return { status, stdout, stderr };
    };
    const sentence = /^seaworthy: seaworthy needs Node 24, and this is .+\[SW_COMMAND_NODE\]\n$/;
    expect(run('--version')).toEqual({ status: 69, stdout: '', stderr: expect.stringMatching(sentence) });
    const { stdout } = run('image', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'SW_COMMAND_NODE' } });
  },
);
