import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { lastWords } from './last-words.ts';

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
])('of an end with %s what ended it is told', (_, code, error) => {
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  expect(lastWords({ stdout: '', stderr })).toEqual(
    typeof error === 'string' ? error : expect.stringMatching(error),
  );
});

test.each([
  ['standard error', 'listening\n', '\u001B[31mError: a\u001B[39m\n    at b\n', 'Error: a\n    at b'],
  [
    'a log',
    '{"level":60,"msg":"a\\n- b"}\n{"message":"c"}\n{"level":30}\nnull\n',
    '',
    'a\n- b\nc\n{"level":30}\nnull',
  ],
  ['what is neither', 'a\n"b"\n', ' \n', 'a\n"b"'],
  ['nothing', '', '', ''],
  ['many lines', Array.from('abcdefghij').join('\n'), '', Array.from('cdefghij').join('\n')],
])('of %s the last lines are told', (_, stdout, stderr, words) => {
  expect(lastWords({ stdout, stderr })).toBe(words);
});
