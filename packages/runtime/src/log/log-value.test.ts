import { expect, test } from 'vitest';
import { Secret } from '../config/index.ts';
import { logError, logValue } from './log-value.ts';

test('redacts credentials by name, at any depth and in lists, and copies only what changes', () => {
  const untouched = { a: { b: [1, 'two', null] }, when: new Date(0), buffer: Buffer.from('x') };
  const value = {
    password: 'p',
    headers: { Authorization: 'a', 'Set-Cookie': ['c'], 'x-api-key': 'k', accept: '*/*' },
    list: [{ access_token: 't' }, { refreshToken: 't', clientSecret: 's', tokens: 3 }],
    untouched,
  };
  const before = structuredClone(value.headers);
  const shown = logValue(value);
  expect(shown).toEqual({
    password: '[redacted]',
    headers: {
      Authorization: '[redacted]',
      'Set-Cookie': '[redacted]',
      'x-api-key': '[redacted]',
      accept: '*/*',
    },
    list: [
      { access_token: '[redacted]' },
      { refreshToken: '[redacted]', clientSecret: '[redacted]', tokens: 3 },
    ],
    untouched,
  });
  expect((shown as typeof value).untouched).toBe(untouched);
  expect(value.headers).toEqual(before);
});

test('a secret shows as redacted', () => {
  expect(JSON.stringify(logValue({ dsn: new Secret('hunter2') }))).toBe('{"dsn":"[redacted]"}');
});

test('an error shows its type, code and whole chain, and no other property', () => {
  const root = Object.assign(new TypeError('root'), {
    code: 'ECONNREFUSED',
    request: { authorization: 'hunter2' },
  });
  const both = new AggregateError([root, 'text'], 'both');
  const shown = logError(new Error('top', { cause: both }));
  expect(shown).toMatchObject({
    type: 'Error',
    message: 'top',
    cause: {
      type: 'AggregateError',
      message: 'both',
      errors: [{ type: 'TypeError', message: 'root', code: 'ECONNREFUSED' }, 'text'],
    },
  });
  expect(shown.stack).toContain('log-value.test.ts');
  expect(JSON.stringify(shown)).not.toContain('hunter2');
});

test('an error whose causes form a ring ends', () => {
  const error = new Error('ring');
  error.cause = new Error('other', { cause: error });
  expect(JSON.stringify(logError(error)).length).toBeLessThan(100_000);
});

test('an error that a plain object leads back to ends', () => {
  const error = new Error('ring');
  error.cause = { response: { error }, list: [error] };
  expect(JSON.stringify(logError(error)).length).toBeLessThan(100_000);
  expect(logValue({ error })).toMatchObject({
    error: { message: 'ring', cause: { response: { error: { message: 'ring' } } } },
  });
});

test('what throws when it is read does not throw, and shows nothing of itself', () => {
  const no = (): never => {
    throw new Error('no');
  };
  const getter = {
    get b() {
      return no();
    },
    password: 'hunter2',
    c: [1],
  };
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  class Odd extends Error {
    get code() {
      return no();
    }
    override get message() {
      return no();
    }
  }
  expect(logValue({ a: getter, list: [proxy], proxy, odd: new Odd() })).toMatchObject({
    a: { b: '[unreadable]', password: '[redacted]', c: [1] },
    list: ['[unreadable]'],
    proxy: '[unreadable]',
    odd: { type: 'Odd', message: '[unreadable]' },
  });
  expect(logError(Object.assign(new Error(), { message: Object.create(null) as string })).message).toBe(
    '[object]',
  );
});

test('structures that hold themselves end', () => {
  const ring: Record<string, unknown> = { password: 'hunter2' };
  ring['self'] = ring;
  expect(logValue(ring)).toMatchObject({ password: '[redacted]', self: { password: '[redacted]' } });
});

test('credentials are found within six objects, and no deeper is looked', () => {
  const nested = (levels: number): object =>
    levels === 0 ? { token: 'hunter2' } : { a: nested(levels - 1) };
  expect(JSON.stringify(logValue(nested(5)))).not.toContain('hunter2');
  expect(JSON.stringify(logValue(nested(6)))).toContain('hunter2');
});
