import { expect, test, vi } from 'vitest';
import { summary } from '../../src/cli/commands/image/report.ts';
import { bundledProgram } from '../../src/image/program/bundled-program.ts';
import { readProject } from '../../src/project/index.ts';
import { builtProgram } from './built-program.ts';
import { projectFolder, serviceProject } from './service-project.ts';

// The first build on a machine fetches Node.
vi.setConfig({ testTimeout: 180_000 });

const manifest = '{"name":"shop","version":"1.2.3","type":"module","seaworthy":{"image":{"locales":["en"]}}}';

test('what a service says as it fails at build time is told, with the places of its image', async () => {
  const root = projectFolder({
    'package.json': manifest,
    'src/main.ts': `
      import { readFileSync } from 'node:fs';
      readFileSync('views/index.html');`,
  });
  const { reached, warnings } = await builtProgram(root);
  expect(reached).toBe('failed');
  expect(warnings).toEqual([
    expect.stringMatching(
      /^Started at build time, the service ended with an error:\n[^]*ENOENT.*index\.html/,
    ),
  ]);
  expect(warnings[0]).not.toMatch(/seaworthy-program-/);
});

test('what a service on our runtime says as it fails is in its log, and is told', async () => {
  const files = {
    'package.json': manifest,
    'src/main.ts': `
      import { config, defineService } from '@seaworthy/runtime';
      const service = defineService({
        name: 'shop',
        version: '1.2.3',
        config: { QUOTES_URL: config.url() },
        start: () => undefined,
      });
      await service.run();`,
  };
  const { warnings } = await builtProgram(serviceProject(files));
  expect(warnings).toEqual([
    expect.stringMatching(
      /^Started at build time, the service ended with an error:\n[^{]*QUOTES_URL \(missing\)/,
    ),
  ]);
});

test('a service that lacks in its image what it needs to tell its contract is told of with what the bundle warns of', async () => {
  const files = {
    'src/main.ts': `import 'font';`,
    'package.json': JSON.stringify({
      ...JSON.parse(manifest),
      dependencies: { '@seaworthy/runtime': '*', font: '1.0.0' },
    }),
    'node_modules/font/package.json': '{"name":"font","version":"1.0.0"}',
    'node_modules/font/index.js': `require(__dirname + '/part.js').defineService({});`,
    'node_modules/font/part.js': '',
  };
  await expect(builtProgram(serviceProject(files))).rejects.toMatchObject({
    code: 'SW_DESCRIBE_FAILED',
    what: expect.stringMatching(/^Error: Cannot find module/),
    fix: expect.stringMatching(
      /may not be in the image:\n- font \(index\.js:1\) .* name font in `external`$/,
    ),
  });
});

test('a service that ends by itself is told of, unless that is what it was asked for', async () => {
  const source = { 'src/main.ts': `console.error('nothing to do');` };
  const { warnings } = await builtProgram(projectFolder({ 'package.json': manifest, ...source }));
  expect(warnings).toEqual([
    'Started at build time, the service ended by itself, and never listened:\nnothing to do',
  ]);
  const asked = JSON.stringify({
    name: 'shop',
    seaworthy: { image: { locales: ['en'], warmUp: { args: ['describe'] } } },
  });
  const told = await builtProgram(projectFolder({ 'package.json': asked, ...source }));
  expect(told).toMatchObject({ reached: 'ended', warnings: [] });
});

test('what can’t be followed into the bundle is told with its line, and a package with what to do', async () => {
  const files = {
    'package.json': manifest,
    'src/main.ts': `
      import { readFileSync } from 'node:fs';
      import { join } from 'node:path';
      import { startWorker } from 'works';
      startWorker();
      const [name = ''] = process.argv.slice(2);
      export const handler = await import(\`./\${name}.ts\`);
      export const text = readFileSync(join(import.meta.dirname, name));
      export const seen = readFileSync(join(import.meta.dirname, 'texts', name));`,
    'src/texts/a.txt': 'a',
    'src/x.ts': '',
    'node_modules/works/package.json': '{"name":"works","version":"1.0.0"}',
    'node_modules/works/index.js': `
      const { join } = require('node:path');
      exports.startWorker = () => join(__dirname, 'lib', 'worker.js');
      exports.absent = () => join(__dirname, 'gone.js');`,
    'node_modules/works/lib/worker.js': '',
  };
  const { warnings, assets } = await bundledProgram(await readProject(projectFolder(files)));
  expect(warnings).toEqual([
    'src/main.ts:7 loads a module that is known only at run time, and is not in the bundle: those it needs are to be imported by name',
    'src/main.ts:8 names files that are known only at run time: those it needs are to be said in `assets`',
    'works (index.js:3) looks for files beside itself, which are not beside the bundle: ' +
      'if the service needs them, name works in `external`',
  ]);
  expect(assets.map(({ path }) => path)).toEqual(['app/src/texts/a.txt']);

  const warningsWith = async (said: readonly string[]) => {
    const image = { assets: said, external: ['works'] };
    const text = JSON.stringify({ name: 'shop', seaworthy: { image } });
    return (await bundledProgram(await readProject(projectFolder({ ...files, 'package.json': text }))))
      .warnings;
  };
  const [module, unknown] = warnings;
  expect(await warningsWith(['package.json']), 'which is of neither').toEqual([module, unknown]);
  expect(await warningsWith(['src/texts/*']), 'the project has said which files it needs').toEqual([module]);
  expect(await warningsWith(['src/x.ts']), 'which the bundle would not find').toContain(module);
});

test('a package that takes what createRequire made apart is told as one that looks for files', async () => {
  const files = {
    'package.json': manifest,
    'src/main.ts': `import { find } from 'finds'; find('x');`,
    'node_modules/finds/package.json': '{"name":"finds","version":"1.0.0","type":"module","main":"index.js"}',
    'node_modules/finds/index.js': `
      import { createRequire } from 'node:module';
      const { resolve } = createRequire(import.meta.url);
      export const find = (name) => resolve(name);`,
  };
  const { warnings } = await bundledProgram(await readProject(projectFolder(files)));
  expect(warnings).toEqual([
    'finds (index.js:3) looks for files beside itself, which are not beside the bundle: ' +
      'if the service needs them, name finds in `external`',
  ]);
});

test('what npm start has Node load first is told, and what it hands the service, unless it is for the source alone', async () => {
  const warningsFor = async (start: string) => {
    const root = projectFolder({
      'package.json': JSON.stringify({ name: 'shop', type: 'module', scripts: { start } }),
      'src/main.js': 'console.log(1);',
    });
    return (await bundledProgram(await readProject(root))).warnings;
  };
  const told = (name: string) =>
    `npm start has Node load ${name} first, which the image does not: import it at the top of src/main.js`;
  expect(await warningsFor('node --import ./otel.js --require=@acme/apm/register src/main.js')).toEqual([
    told('./otel.js'),
    told('@acme/apm/register'),
  ]);
  expect(await warningsFor('tsx -r dotenv/config src/main.js')).toEqual([]);
  expect(await warningsFor('node src/main.js serve --fast')).toEqual([
    'npm start hands it serve --fast, which the image does not: name that as `args` of the container',
  ]);
  expect(await warningsFor('node -r esbuild-register -r @babel/register src/main.js')).toEqual([]);
  expect(await warningsFor('node --import ./otel.js src/gone.js')).toEqual([]);
});

test('the report tells the entry, and each warning with what belongs to it below', () => {
  const report = {
    name: 'shop:1',
    digest: 'sha256:1',
    bytes: 1e6,
    platforms: [],
    entry: 'bin/www',
    entryFrom: 'npm start',
    startCache: 'failed',
    warnings: ['It ended:\nError: no'],
    buildMs: 1,
    output: undefined,
    sbom: undefined,
    loaded: undefined,
    pushed: undefined,
  } as const;
  expect(summary(report)).toContain('\n  entry     bin/www, by npm start\n');
  expect(summary(report)).toContain('\n  warning   It ended:\n            Error: no');
});
