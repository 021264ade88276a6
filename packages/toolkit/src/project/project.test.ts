import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readProject } from './project.ts';

test('what cannot be seen is not taken for what is not there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-project-'));
  await expect(readProject(folder)).rejects.toMatchObject({ code: 'SW_PROJECT_MISSING' });
  // As of a folder that the user may not enter, but so for root too.
  symlinkSync('package.json', join(folder, 'package.json'));
  await expect(readProject(folder)).rejects.toMatchObject({
    code: 'SW_PROJECT_FILE',
    where: expect.stringMatching(/\/package\.json$/),
  });
});
