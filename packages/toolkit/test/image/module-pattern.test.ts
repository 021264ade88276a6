import { expect, test } from 'vitest';
import { bundledProgram } from '../../src/image/program/bundled-program.ts';
import { readProject } from '../../src/project/index.ts';
import { outputOfImage, outputOfSource } from './built-program.ts';
import { projectFolder } from './service-project.ts';

test.each([
  ['a script', ''],
  ['modules', 'await Promise.resolve();'],
])('as %s, a module is loaded that a pattern names', async (_, awaits) => {
  const root = projectFolder({
    'package.json': '{"name":"shop","version":"1.2.3","type":"module"}',
    'src/main.ts': `
      const nameOf = (text: string) => Promise.resolve(text);
      const handlers = [];
      for (const name of ['orders', 'users/index'])
        handlers.push((await import(\`./handlers/\${name}.ts\`)).default);
      const { default: texts } = await import('./texts/' + (await nameOf('de')) + '.json', { with: { type: 'json' } });
      const gone = await import(\`./handlers/\${'none'}.ts\`).catch(({ code }) => code);
      console.log(...handlers, texts.hello, gone);
      export {};`,
    'src/handlers/orders.ts': `import { count } from './users/count.ts'; export default \`orders \${count()}\`;`,
    'src/handlers/users/index.ts': `import { count } from './count.ts'; export default \`users \${count()}\`;`,
    'src/handlers/users/count.ts': `${awaits} import step from 'step'; let at = 0; export const count = () => (at += step);`,
    'src/handlers/orders.test.ts': `import 'a-package-that-is-not-installed';`,
    'src/texts/de.json': '{"hello":"hallo"}',
    'node_modules/step/package.json': '{"name":"step","version":"1.0.0"}',
    'node_modules/step/index.js': 'module.exports = 2;',
  });
  const told = outputOfSource(root, 'src/main.ts');
  expect(told).toBe('orders 2 users 4 hallo ERR_MODULE_NOT_FOUND');
  expect(await outputOfImage(root)).toBe(told);
});

test('a CommonJS module is loaded that a pattern names, however `require` completes it', async () => {
  const root = projectFolder({
    'package.json': '{"name":"shop","version":"1.2.3","scripts":{"start":"node server.js"}}',
    'server.js': `
      const load = (name) => require(\`./models/\${name}\`);
      const codeOf = (name) => { try { return load(name); } catch (error) { return error.code; } };
      console.log(load('user'), load('user.js'), load('order'), load('prices').tax, codeOf('none'));`,
    'models/user.js': `module.exports = 'user';`,
    'models/order/index.js': `module.exports = 'order of ' + require('../user');`,
    'models/prices.json': '{"tax":19}',
  });
  const told = outputOfSource(root, 'server.js');
  expect(told).toBe('user user order of user 19 MODULE_NOT_FOUND');
  expect(await outputOfImage(root)).toBe(told);
});

test.each([
  ['import(`./lang/${name}.js`)', true],
  ["require('./lang/' + name + '.js')", true],
  ["require('../gone/' + name)", true],
  ["require('./lang/de.js')", false],
  ['require(name)', false],
])('an installed package that loads %s: told is %s', async (load, isTold) => {
  const root = projectFolder({
    'package.json': '{"name":"shop","version":"1.2.3"}',
    'main.js': `require('speaks')('de');`,
    'node_modules/speaks/package.json': '{"name":"speaks","version":"1.0.0"}',
    'node_modules/speaks/lib/index.js': `module.exports = (name) => ${load};`,
    'node_modules/speaks/lib/lang/de.js': '',
    'node_modules/speaks/index.js': `module.exports = require('./lib/index.js');`,
  });
  const told =
    'speaks (lib/index.js:1) looks for files beside itself, which are not beside the bundle: ' +
    'if the service needs them, name speaks in `external`';
  const { warnings } = await bundledProgram(await readProject(root));
  expect(warnings).toEqual(isTold ? [told] : []);
});
