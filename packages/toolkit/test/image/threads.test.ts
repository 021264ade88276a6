/** Packages that start programs of their own, in an image. */
import { expect, test, vi } from 'vitest';
import { bundledProgram } from '../../src/image/program/bundled-program.ts';
import { readProject } from '../../src/project/index.ts';
import { outputOfImage } from './built-program.ts';
import { projectFolder, serviceProject } from './service-project.ts';

test('the threads of a pool for CPU work start', { timeout: 60_000 }, async () => {
  vi.stubEnv('ADMIN_PORT', '0');
  const root = serviceProject({
    'src/main.ts': `
      import { createCpuPool, defineService } from '@seaworthy/runtime';
      const service = defineService({
        name: 'sums',
        version: '1.0.0',
        ports: { http: false },
        async start(app) {
          const pool = await app.use(createCpuPool({ worker: new URL('./sum.ts', import.meta.url) }));
          app.log.info('the sum is ' + await pool.run([1, 2]));
          app.stop('that is all');
        },
      });
      await service.run();`,
    'src/sum.ts': `export default ([a, b]: [number, number]) => a + b;`,
  });
  expect(await outputOfImage(root)).toContain('"msg":"the sum is 3"');
});

test('what TypeScript made CommonJS of names its files as any other', async () => {
  const root = projectFolder({
    'package.json': '{"name":"shop","version":"1.0.0","type":"module"}',
    'src/main.ts': `import { text } from 'reads'; import { start } from 'works'; text(); start();`,
    'node_modules/reads/package.json': '{"name":"reads","version":"1.0.0"}',
    'node_modules/reads/index.js': `
      const node_fs_1 = require('node:fs');
      const node_path_1 = require('node:path');
      exports.text = () => (0, node_fs_1.readFileSync)((0, node_path_1.join)(__dirname, 'a.txt'));`,
    'node_modules/reads/a.txt': 'a text',
    'node_modules/works/package.json': '{"name":"works","version":"1.0.0"}',
    'node_modules/works/index.js': `
      const node_path_1 = require('node:path');
      exports.start = () => (0, node_path_1.resolve)(__dirname, 'worker.js');`,
    'node_modules/works/worker.js': '',
  });
  const { assets, warnings } = await bundledProgram(await readProject(root));
  expect(assets.map(({ path }) => path)).toEqual(['app/node_modules/reads/a.txt']);
  expect(warnings).toEqual([
    'works (index.js:3) looks for files beside itself, which are not beside the bundle: if the service needs them, name works in `external`',
  ]);
});
