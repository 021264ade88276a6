import { expect, test } from 'vitest';
import { isError, messageOf, textOf } from './thrown.ts';

const bare = Object.create(null) as unknown;

test('any value has a text', () => {
  const texts = ['text', 7, undefined, Symbol('s'), new TypeError('bad'), bare].map(textOf);
  expect(texts).toEqual(['text', '7', 'undefined', 'Symbol(s)', 'TypeError: bad', '[object]']);
});

test('any thrown value has a message', () => {
  const odd = Object.assign(new Error(), { message: bare });
  const both = new AggregateError([new Error('first'), new Error('second')]);
  const messages = ['text', new TypeError('bad'), both, new AggregateError([]), odd, bare].map(messageOf);
  expect(messages).toEqual(['text', 'bad', 'first', '', '[object]', '[object]']);
});

test('a revoked proxy is no error, and has both', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect([isError(proxy), textOf(proxy), messageOf(proxy)]).toEqual([false, '[object]', '[object]']);
});
