/** Packages that start programs of their own, in an image. */
import { expect, test, vi } from 'vitest';
import { bundledProgram } from '../../src/image/program/bundled-program.ts';
import { readProject } from '../../src/project/index.ts';
import { outputOfImage } from './built-program.ts';
import { projectFolder, serviceProject } from './service-project.ts';

/** A service that adds up in a thread. */
const pooled = {
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
};

test('the threads of a pool for CPU work start', { timeout: 60_000 }, async () => {
  vi.stubEnv('ADMIN_PORT', '0');
  expect(await outputOfImage(serviceProject(pooled))).toContain('"msg":"the sum is 3"');
});

test('a pool is on every platform, and no part of a service that has none', async () => {
  const [carried, none] = await Promise.all(
    [pooled, {}].map(async (files) => {
      const project = await readProject(serviceProject(files), { conditions: ['seaworthy-source'] });
      return (await bundledProgram(project)).carried.files;
    }),
  );
  expect([...(carried?.keys() ?? [])]).toEqual(['piscina']);
  expect(carried?.get('piscina')?.filter((path) => /\.node$|node_modules\/@/.test(path))).toEqual([]);
  expect(none?.size).toBe(0);
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
