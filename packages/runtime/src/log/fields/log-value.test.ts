import { expect, test } from 'vitest';
import { Secret } from '../../config/index.ts';
import { logValue } from './log-value.ts';

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
  const shown = logValue(new Error('top', { cause: both }));
  expect(shown).toMatchObject({
    type: 'Error',
    message: 'top',
    stack: expect.stringContaining('log-value.test.ts') as string,
    cause: {
      type: 'AggregateError',
      message: 'both',
      errors: [{ type: 'TypeError', message: 'root', code: 'ECONNREFUSED' }, 'text'],
    },
  });
  expect(JSON.stringify(shown)).not.toContain('hunter2');
});

test('an error whose causes form a ring ends', () => {
  const error = new Error('ring');
  error.cause = new Error('other', { cause: error });
  expect(JSON.stringify(logValue(error)).length).toBeLessThan(100_000);
});

test('an error that a plain object leads back to ends', () => {
  const error = new Error('ring');
  error.cause = { response: { error }, list: [error] };
  expect(JSON.stringify(logValue(error)).length).toBeLessThan(100_000);
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
  expect(logValue(Object.assign(new Error(), { message: Object.create(null) as string }))).toMatchObject({
    message: '[object]',
  });
});

test('structures that hold themselves end', () => {
  const ring: Record<string, unknown> = { password: 'hunter2' };
  ring['self'] = ring;
  expect(logValue(ring)).toMatchObject({ password: '[redacted]', self: { password: '[redacted]' } });
});

test('credentials are found within six objects, and what lies deeper does not show', () => {
  const nested = (levels: number, leaf: unknown): unknown =>
    levels === 0 ? leaf : { a: nested(levels - 1, leaf) };
  const shown = (value: unknown) => JSON.stringify(logValue(value));
  for (const levels of [5, 6, 7])
    expect(shown(nested(levels, { token: 'hunter2' }))).not.toContain('hunter2');
  expect(shown(nested(6, [1]))).toBe(JSON.stringify(nested(6, '[…]')));
  const when = new Date(0);
  expect(logValue(nested(6, when))).toEqual(nested(6, when));
  expect(logValue(nested(5, { b: 1 }))).toEqual(nested(5, { b: 1 }));
});

test('what toJSON gives is looked into', () => {
  class Model {
    readonly kept = 1;
    readonly #fields: unknown;
    constructor(fields: unknown) {
      this.#fields = fields;
    }
    toJSON() {
      return this.#fields;
    }
  }
  const json = (value: unknown) => JSON.stringify(logValue({ value }));
  expect(json(new Model({ id: 7, password: 'hunter2' }))).toBe('{"value":{"id":7,"password":"[redacted]"}}');
  expect(json(new Model([{ token: 'hunter2' }]))).toBe('{"value":[{"token":"[redacted]"}]}');
  expect(json(new Model({ password: 'hunter2', toJSON: () => ({ password: 'hunter2' }) }))).not.toContain(
    'hunter2',
  );
  const text = new Model('text');
  expect((logValue({ text }) as { text: unknown }).text).toBe(text);
  const throwing = { password: 'hunter2', toJSON: () => JSON.parse('{') as unknown };
  expect(json(throwing)).not.toContain('hunter2');
});

test.each([
  'pwd',
  'x-auth-token',
  'x-amz-security-token',
  'secretAccessKey',
  'apiToken',
  'connectionString',
  'DATABASE_URL',
  'jwt',
  'credentials',
  'db_password',
])('%s is the name of a credential', (name) => {
  expect(logValue({ [name]: 'hunter2' })).toEqual({ [name]: '[redacted]' });
  expect(logValue({ [name]: true })).toEqual({ [name]: true });
});

test.each(['tokens', 'accessKeyId', 'publicKey', 'key', 'passwordChangedAt', 'cookies_accepted', 'url'])(
  '%s is none',
  (name) => expect(logValue({ [name]: 'seen' })).toEqual({ [name]: 'seen' }),
);
