/** What a service asks the place of by its name, as by `require.resolve`: it comes along, or is told. */
import { expect, test } from 'vitest';
import { bundledProgram } from '../../src/image/program/bundled-program.ts';
import { readProject } from '../../src/project/index.ts';
import { outputOfImage, outputOfSource } from './built-program.ts';
import { projectFolder } from './service-project.ts';

const dependency = {
  'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0"}',
  'node_modules/dep/index.js': `module.exports = 'a dependency';`,
};

async function told(root: string): Promise<readonly string[]> {
  return (await bundledProgram(await readProject(root))).warnings;
}

test('a CommonJS module finds what it resolves beside itself, and loads what it resolves', async () => {
  const root = projectFolder({
    'package.json': '{"name":"shop","main":"src/main.js"}',
    'src/main.js': `
      const { readFileSync } = require('node:fs');
      const { Worker } = require('node:worker_threads');
      const read = [
        readFileSync(require.resolve('./texts/a.txt'), 'utf8'),
        JSON.parse(readFileSync(require.resolve('./data'), 'utf8')).of,
        require(require.resolve('./texts')),
        require(require.resolve('dep')),
        require.resolve('node:fs'),
        require.resolve.paths('node:fs'),
      ];
      new Worker(require.resolve('./jobs/sum')).on('message', (sum) => console.log(...read, sum));`,
    'src/jobs/sum.js': `require('node:worker_threads').parentPort.postMessage('a sum');`,
    'src/data.json': '{"of":"data"}',
    'src/texts/a.txt': 'a text',
    'src/texts/index.js': `module.exports = 'an index';`,
    ...dependency,
  });
  const output = outputOfSource(root, 'src/main.js');
  expect(output).toBe('a text data an index a dependency node:fs null a sum');
  expect(await outputOfImage(root)).toBe(output);
  expect(await told(root)).toEqual([]);
});

test('an ES module finds what it resolves beside itself, and loads what it resolves', async () => {
  const root = projectFolder({
    'package.json': '{"name":"shop","type":"module","main":"src/main.js"}',
    'src/main.js': `
      import { readFileSync } from 'node:fs';
      import { createRequire } from 'node:module';
      import { Worker } from 'node:worker_threads';
      const require = createRequire(import.meta.url);
      const read = [
        readFileSync(new URL(import.meta.resolve('./texts/a.txt')), 'utf8'),
        readFileSync(require.resolve('./texts/b.txt'), 'utf8'),
        (await import(import.meta.resolve('dep'))).default,
      ];
      const worker = new Worker(new URL(import.meta.resolve('./jobs/sum.js')));
      worker.on('message', (sum) => console.log(...read, sum));`,
    'src/jobs/sum.js': `import { parentPort } from 'node:worker_threads'; parentPort.postMessage('a sum');`,
    'src/texts/a.txt': 'a text',
    'src/texts/b.txt': 'another',
    ...dependency,
  });
  const output = outputOfSource(root, 'src/main.js');
  expect(output).toBe('a text another a dependency a sum');
  expect(await outputOfImage(root)).toBe(output);
  expect(await told(root)).toEqual([]);
});

const resolving = (type: string, image: object) => ({
  'package.json': JSON.stringify({ name: 'shop', type, main: 'main.js', seaworthy: { image } }),
  'main.js':
    type === 'module'
      ? `console.log(import.meta.resolve('dep').replace(/.*node_modules/, ''));`
      : `console.log(require.resolve('dep').replace(/.*node_modules/, ''), require.resolve('dep/package.json').length > 0);`,
  ...dependency,
});

test.each(['commonjs', 'module'])(
  'a package that is resolved is told with its line, until `external` or `assets` name it (%s)',
  async (type) => {
    const text =
      'main.js:1 resolves dep, which is in the bundle and has no file in the image: name dep in `external`, or the files that are needed in `assets`';
    expect(await told(projectFolder(resolving(type, {})))).toEqual([text]);
    expect(await told(projectFolder(resolving(type, { assets: ['node_modules/dep/*'] })))).toEqual([]);
    const root = projectFolder(resolving(type, { external: ['dep'] }));
    expect(await told(root)).toEqual([]);
    expect(await outputOfImage(root)).toBe(outputOfSource(root, 'main.js'));
  },
);

test('an ES module that takes what createRequire made apart has its other calls as they are written', async () => {
  const root = projectFolder({
    'package.json': '{"name":"shop","type":"module","main":"src/main.js"}',
    'src/main.js': `
      import { createRequire } from 'node:module';
      const { resolve } = createRequire(import.meta.url);
      const words = { of: (name) => 'the word ' + name };
      console.log(words.of('fish'), resolve('node:path'));`,
  });
  const told = outputOfSource(root, 'src/main.js');
  expect(told).toBe('the word fish node:path');
  expect(await outputOfImage(root)).toBe(told);
});

test('what the module itself calls `require` is left alone', async () => {
  const root = projectFolder({
    'package.json': '{"name":"shop","main":"main.js"}',
    'main.js': `
      const modules = { 1: (require) => console.log(require.resolve('./other.js'), require('x')) };
      modules[1](Object.assign((name) => name, { resolve: (name) => 'my ' + name }));`,
    'other.js': '',
  });
  expect(await outputOfImage(root)).toBe(outputOfSource(root, 'main.js'));
});

test('a file that `imports` of package.json lead to is to be named by its path', async () => {
  const root = projectFolder({
    'package.json': '{"name":"shop","main":"main.js","imports":{"#*":"./src/*"}}',
    'main.js': `console.log(require.resolve('#a.js').length > 0);`,
    'src/a.js': '',
  });
  expect(await told(root)).toEqual([
    'main.js:1 resolves #a.js, which is not found by that name in the image: name the file by its path',
  ]);
});

test('what is not there, or is not named by a text, is left as it is', async () => {
  const root = projectFolder({
    'package.json': '{"name":"shop","main":"main.js"}',
    'main.js': `
      const name = process.env.NONE ?? 'missing';
      for (const find of [() => require.resolve('missing'), () => require.resolve('./missing'), () => require.resolve(name)])
        try { find(); } catch ({ code }) { console.log(code); }`,
  });
  expect(await outputOfImage(root)).toBe(outputOfSource(root, 'main.js'));
  expect(await told(root)).toEqual([]);
});
