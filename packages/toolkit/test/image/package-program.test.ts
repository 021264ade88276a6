import { expect, test } from 'vitest';
import { startableProgram } from '../../src/image/index.ts';
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

test.each([
  ['where its contract says so, too', ['node', 'main.js', 'serve', '--all'], ['serve', '--all']],
  ['not where that says another command', ['node', 'main.js'], []],
  ['not where there is none', undefined, []],
])('what npm start hands a service comes with its program %s', async (_, command, args) => {
  const own = projectFolder({
    'package.json': '{"name":"shop","version":"1.0.0","scripts":{"start":"node main.js serve --all"}}',
    'main.js': 'console.log(1);',
  });
  const contract = command && { command: command as [string, ...string[]] };
  await using program = await startableProgram(await readProject(own), contract);
  expect(program.args).toEqual(args);
});
