import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { describeService } from './describe.ts';
import { readProject } from './project.ts';

test('a service that is described finds what lies beside its source, in every folder', async () => {
  const root = mkdtempSync(join(tmpdir(), 'seaworthy-described-'));
  const files = {
    'package.json': '{"name":"shop","version":"1.2.3","type":"module"}',
    'src/main.ts': `
      import { isMain, version } from './lib/version.ts';
      console.log(JSON.stringify({
        contractVersion: 1, name: import.meta.main && !isMain ? 'shop' : 'other', version, language: 'node',
        command: ['node', import.meta.filename], ports: [], probes: {},
        shutdown: { gracePeriodSeconds: 30, drainDelaySeconds: 0 }, config: [],
      }));`,
    'src/lib/version.ts': `
      import { readFileSync } from 'node:fs';
      import { join } from 'node:path';
      const path: string = join(import.meta.dirname, '../../package.json');
      export const isMain = import.meta.main;
      export const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
      readFileSync(path);`,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  expect(await describeService(await readProject(root))).toMatchObject({
    name: 'shop',
    version: '1.2.3',
    command: ['node', join(root, 'src/main.ts')],
  });
});
