import { inspect, format } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from './secret.ts';

const secret = new Secret('hunter2');
// The type refuses a template; plain JavaScript would not.
const asText = secret as unknown as string;

test('reveals its value on request only', () => {
  expect(secret.reveal()).toBe('hunter2');
});

test.each([
  ['a template', `a ${asText}`],
  ['String()', String(secret)],
  ['concatenation', 'a'.concat(asText)],
  ['JSON', JSON.stringify({ deep: [secret] })],
  ['inspect', inspect({ deep: secret }, { showHidden: true, depth: 9, getters: true, customInspect: false })],
  ['console', format('%s %o %O %j', secret, secret, secret, secret)],
  ['an error', new Error(`refused ${asText}`, { cause: secret }).stack],
  ['a structured clone', inspect(structuredClone(secret), { showHidden: true })],
  ['its own keys', JSON.stringify([Object.getOwnPropertyNames(secret), Object.entries(secret)])],
])('does not show in %s', (_, printed) => {
  expect(printed).not.toContain('hunter2');
});

test('prints as redacted', () => {
  expect([`a ${asText}`, JSON.stringify(secret), inspect(secret)]).toEqual([
    'a [redacted]',
    '"[redacted]"',
    '[redacted]',
  ]);
});
