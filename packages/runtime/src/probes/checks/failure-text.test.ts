import { expect, test } from 'vitest';
import { failureText } from './failure-text.ts';

test.each([
  [new Error('refused'), 'refused'],
  ['a string', 'a string'],
  [undefined, 'undefined'],
  [new Error(''), 'Error'],
  [
    new Error('fetch failed', { cause: new Error('connect ECONNREFUSED') }),
    'fetch failed: connect ECONNREFUSED',
  ],
  [new AggregateError([new Error('connect ECONNREFUSED ::1')], ''), 'connect ECONNREFUSED ::1'],
  [new Error('two\n  lines'), 'two lines'],
  [new Error('postgres://shop:hunter2@db:5432/shop is down'), 'postgres://…@db:5432/shop is down'],
  [new Error('no route to postgres://shop:hun/ter2@db'), 'no route to postgres://…@db'],
  [new Error('no route to postgres://shop:hun@ter2@db'), 'no route to postgres://…@db'],
  [new Error('http://api/x: ask ops@shop.test'), 'http://api/x: ask ops@shop.test'],
  [new Error('host=db password=hunter2 user=shop'), 'host=db password=… user=shop'],
  [new Error('GET /?api_key=hunter2&x=1'), 'GET /?api_key=…&x=1'],
])('%s', (error, text) => {
  expect(failureText(error)).toBe(text);
});

test('it is cut to 200 characters', () => {
  const text = failureText(new Error('x'.repeat(1000)));
  expect(text).toHaveLength(200);
  expect(text.endsWith('…')).toBe(true);
});

test('a cycle of causes ends', () => {
  const error = new Error('round');
  error.cause = error;
  expect(failureText(error)).toMatch(/^round/);
});
