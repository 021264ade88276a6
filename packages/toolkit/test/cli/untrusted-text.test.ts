/** What a manifest says, in the output of the command: it may be a stranger's, and the terminal a CI system's log. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { seaworthy } from '../init/init-command.ts';
import { plain, workload } from '../manifests/check-text.ts';
import { folderOf } from '../model/folder.ts';

const hostile = '"a\\n::error::forged \\e[2J##vso[task.complete]": 1';
const shown = String.raw`::error::forged \u001b[2J\u0023#vso[task.complete]`;

test.each([
  [
    'a check',
    (folder: string) => ['manifests', '--contract', join(folder, 'contract.yaml'), '--check', 'deploy'],
  ],
  ['a rehearsal', () => ['rehearse', 'deploy']],
])('%s tells it without commands for the terminal', async (_, argsIn) => {
  const folder = await folderOf({
    'contract.yaml': stringify(plain),
    'deploy/web.yaml': workload([hostile]),
  });
  const { out, err } = await seaworthy(folder, ...argsIn(folder));
  const lines = `${out}${err}`.split('\n');
  expect(lines.filter((line) => line.includes('forged'))).toEqual([expect.stringContaining(shown)]);
  expect(lines.filter((line) => line.trimStart().startsWith('::'))).toEqual([]);
});
