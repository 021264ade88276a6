/** Where the size of V8's heap may be said. */
import { expect, test } from 'vitest';
import { check, plain, workload } from '../check-text.ts';

const found = (fields: readonly string[], command: [string, ...string[]] = ['node', 'main.js']) =>
  check(
    { ...plain, language: 'node', command },
    workload(['resources: {limits: {memory: 512Mi}}', ...fields]),
  ).findings.map(({ rule, path, message }) => `${rule} ${path.split('.').at(-1)} ${message.split(':')[0]}`);
const flag = '--max-old-space-size';
const tooMuch = (place: string) =>
  `resources/memory-setting ${place} ${flag}=4096 is 800 % of the memory limit of 512Mi`;

test.each([
  ['the command', [`command: [node, ${flag}=4096, main.js]`], 'command'],
  ['arguments', [`args: [node, ${flag}=4096, main.js]`], 'args'],
  ['a script', [`command: [sh, -c, "exec node ${flag}=4096 main.js"]`], 'command'],
  ['the last of two', [`command: [node, ${flag}=100, ${flag}=4096, main.js]`], 'command'],
])('%s', (_, fields, place) => {
  expect(found(fields)).toEqual([tooMuch(place)]);
  expect(found(fields.map((it) => it.replaceAll('4096', '400')))).toEqual([]);
});

test('the start that the image has', () => {
  const ofImage: [string, ...string[]] = ['node', `${flag}=4096`, 'main.js'];
  expect(found([], ofImage)).toEqual([tooMuch('memory')]);
  expect(found(['command: [node, main.js]'], ofImage).join()).not.toContain('memory-setting');
});

test('what the command says holds, and not NODE_OPTIONS', () => {
  const variable = (value: string) => `env: [{name: NODE_OPTIONS, value: "${value}"}]`;
  expect(found([`command: [node, ${flag}=400, main.js]`, variable(`${flag}=4096`)])).toEqual([]);
  expect(found([variable(`${flag}=100 ${flag}=4096`)])).toHaveLength(1);
});
