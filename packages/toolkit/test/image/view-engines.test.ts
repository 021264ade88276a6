/** What express loads by its name to render views comes along: the bundle has no module of that name. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { outputOfImage, outputOfSource } from './built-program.ts';
import { projectFolder } from './service-project.ts';

const engine = {
  'package.json': '{"name":"pug","version":"3.0.0"}',
  'index.js': `exports.__express = (page) => 'rendered ' + page + require('pug-parts');`,
};
const parts = {
  'package.json': '{"name":"pug-parts","version":"1.0.0"}',
  'index.js': `module.exports = '!';`,
};
/** As lib/application.js and lib/view.js of express do it. */
const express = {
  'package.json': '{"name":"express","version":"5.0.0"}',
  'index.js': `
    const { extname } = require('node:path');
    module.exports = () => {
      const settings = {}, engines = {};
      return {
        engine: (name, render) => void (engines[name] = render),
        set: (name, value) => void (settings[name] = value),
        render: (page) => {
          const mod = extname(page).slice(1) || settings['view engine'];
          return (engines[mod] ??= require(mod).__express)(page);
        },
      };
    };`,
};
const inFolder = (folder: string, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));

test.each([
  ['commonjs', `const express = require('express');`],
  ['module', `import express from 'express';`],
])('express finds its view engine in the image (%s)', async (type, importing) => {
  const root = projectFolder({
    'package.json': JSON.stringify({ name: 'shop', type, main: 'main.js' }),
    'main.js': `${importing} const app = express(); app.set('view engine', 'pug'); console.log(app.render('index'));`,
    ...inFolder('node_modules/express', express),
    ...inFolder('node_modules/pug', engine),
    ...inFolder('node_modules/pug-parts', parts),
  });
  const output = outputOfSource(root, 'main.js');
  expect(output).toBe('rendered index!');
  expect(await outputOfImage(root)).toBe(output);
});

test('express finds its view engine in the image where pnpm installed it', async () => {
  const store = 'node_modules/.pnpm';
  const root = projectFolder({
    'package.json': JSON.stringify({ name: 'shop', main: 'main.js' }),
    'main.js': `const app = require('express')(); app.set('view engine', 'pug'); console.log(app.render('index'));`,
    ...inFolder('node_modules/express', express),
    ...inFolder(`${store}/pug@3.0.0/node_modules/pug`, engine),
    ...inFolder(`${store}/pug@3.0.0/node_modules/pug-parts`, parts),
  });
  symlinkSync('.pnpm/pug@3.0.0/node_modules/pug', join(root, 'node_modules/pug'));
  const output = outputOfSource(root, 'main.js');
  expect(output).toBe('rendered index!');
  expect(await outputOfImage(root)).toBe(output);
});

test('what `app.engine` gives is not looked for', async () => {
  const root = projectFolder({
    'package.json': JSON.stringify({ name: 'shop', main: 'main.js' }),
    'main.js': `
      const app = require('express')();
      app.engine('pug', require('pug').__express);
      app.set('view engine', 'pug');
      console.log(app.render('index'), require('node:fs').existsSync(__dirname + '/node_modules'));`,
    ...inFolder('node_modules/express', express),
    ...inFolder('node_modules/pug', engine),
    ...inFolder('node_modules/pug-parts', parts),
  });
  expect(await outputOfImage(root)).toBe('rendered index! false');
});
