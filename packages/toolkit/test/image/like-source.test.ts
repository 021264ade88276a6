import { expect, test } from 'vitest';
import { outputOfImage, outputOfSource } from './built-program.ts';
import { projectFolder } from './service-project.ts';

const manifest = '{"name":"shop","version":"1.2.3","type":"module"}';

test.each([
  ['scripts', ''],
  ['modules', 'await Promise.resolve();'],
])('%s run in the order of the source, and classes have its names', async (_, awaits) => {
  const root = projectFolder({
    'package.json': manifest,
    'src/main.ts': `
      import './env.ts';
      import { level } from 'levels';
      import { User } from './user.ts';
      import { User as OtherUser } from './other-user.ts';
      console.log(level, User.name, new OtherUser().constructor.name);`,
    'src/env.ts': `process.env['LEVEL'] = 'debug'; ${awaits} export {};`,
    'src/user.ts': 'export class User {}',
    'src/other-user.ts': 'export class User {}',
    'node_modules/levels/package.json':
      '{"name":"levels","version":"1.0.0","type":"module","exports":"./index.js"}',
    'node_modules/levels/index.js': `export const level = process.env['LEVEL'];`,
  });
  const told = outputOfSource(root, 'src/main.ts');
  expect(told).toBe('debug User User');
  expect(await outputOfImage(root)).toBe(told);
});
