import { expect, test } from 'vitest';
import { bundledProgram } from '../../src/image/program/bundled-program.ts';
import { readProject } from '../../src/project/index.ts';
import { outputOfImage } from './built-program.ts';
import { projectFolder } from './service-project.ts';

const root = projectFolder({
  'package.json': '{"name":"shop","version":"1.0.0","scripts":{"start":"fastify start -l info app.js"}}',
  'app.js': 'module.exports = async () => {};',
  'node_modules/fastify-cli/cli.js': 'console.log(process.cwd(), ...process.argv.slice(2));',
});

test('a service that a package’s program serves is rehearsed as npm start starts it', async () => {
  expect(await outputOfImage(root)).toBe(`${root} start -l info app.js`);
});

test('it makes no image, which would hold neither what the program is handed nor what it loads', async () => {
  await expect(bundledProgram(await readProject(root))).rejects.toThrow(
    expect.objectContaining({
      code: 'SW_ENTRY_MISSING',
      what: 'npm start starts node_modules/fastify-cli/cli.js, a program of a package: an image starts a file of the project',
    }),
  );
});
