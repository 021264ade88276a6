/** Objects that do not fit the schema: they are told, and what else the check would say of them is not guessed. */
import { expect, test } from 'vitest';
import { shop } from '../contracts.ts';
import { check, workload } from '../check-text.ts';

test.each([
  ['an empty variable', workload(['env: [{name: PORT, value: "80"}, ]', 'envFrom:', '  -'], [], 'shop')],
  ['an empty item of env', workload(['env:', '  -'], [], 'shop')],
  ['variables as a map', workload(['env: {PORT: "80"}'], [], 'shop')],
  ['a variable without a name', workload(['env: [{value: a}]'], [], 'shop')],
  ['a command that is no list', workload(['command: node main.js'], [], 'shop')],
  [
    'an empty container',
    workload([], [], 'shop').replace('        - name: shop', '        -\n        - name: shop'),
  ],
  [
    'containers as a map',
    workload([], [], 'shop').replace(/containers:[^]*/, 'containers: {shop: {image: shop}}\n'),
  ],
])('%s', (_, text) => {
  const { findings, problems } = check(shop, text);
  expect(problems).not.toEqual([]);
  expect(findings).toEqual([]);
});

test('the rest is looked at: fields that are unknown, and other objects that are broken, hide nothing', () => {
  const command = 'command: [sh, -c, node main.js]';
  const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec: {ports: http}\n';
  expect(check(shop, workload([command, 'livenesProbe: {}'], [], 'shop'), service).rules).toContain(
    'container/shell-as-pid-1',
  );
});

test('an object of a kind that is only named like one of Kubernetes is not taken for it', () => {
  const text = 'apiVersion: example.com/v1\nkind: Service\nmetadata: {name: shop}\nspec: {selector: app}\n';
  expect(check(shop, workload([], [], 'shop')).rules).toEqual(
    check(shop, workload([], [], 'shop'), text).rules,
  );
});
