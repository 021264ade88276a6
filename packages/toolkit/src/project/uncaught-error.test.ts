import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { uncaughtError } from './uncaught-error.ts';

test.each([
  ['a stack of any length', 'const f = () => f(); f();', 'RangeError: Maximum call stack size exceeded'],
  ['a message of lines', 'throw new Error("a\\n- b");', 'Error: a\n- b'],
  ['fields and a cause', 'throw new TypeError("a", { cause: new Error("b") });', 'TypeError: a'],
  ['no stack', 'const e = new Error("a"); delete e.stack; throw e;', '[Error: a]'],
  ['no error', 'throw "a";', 'a'],
  [
    'a warning before',
    'process.emitWarning("w"); setImmediate(() => { throw new Error("a"); });',
    'Error: a',
  ],
  ['a syntax', 'import { nothing } from "node:fs";', /^SyntaxError: .* 'nothing'$/],
  ['a missing module', 'import "./nowhere.js";', /^Error \[ERR_MODULE_NOT_FOUND\]: Cannot find module .*$/],
  ['what the program printed', 'console.error("1\\n2\\n3\\n4\\n5\\n6"); process.exit(1);', '2\n3\n4\n5\n6'],
])('of an end with %s what ended it is told', (_, code, error) => {
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  expect(uncaughtError(stderr)).toEqual(typeof error === 'string' ? error : expect.stringMatching(error));
});
