import { expect, expectTypeOf, test } from 'vitest';
import * as z from 'zod';
import { config } from './schema.ts';
import { Secret } from './secret.ts';

test.each([
  [config.port(), '8080', 8080],
  [config.port(), 8080, 8080],
  [config.port(), ' 0 ', 0],
  [config.integer({ min: 1 }), '1e3', 1000],
  [config.number(), '-0.5', -0.5],
  [config.duration(), 30, 30_000],
  [config.bytes(), 1024, 1024],
  [config.cpu(), '500m', 0.5],
  [config.boolean(), 'Yes', true],
  [config.boolean(), '0', false],
  [config.boolean(), true, true],
  [config.string(), 5, '5'],
  [config.string(), ' as it is ', ' as it is '],
  [config.url(), 'https://example.org', 'https://example.org'],
  [config.url({ protocols: ['postgres'] }), 'postgres://u:p@db/shop', 'postgres://u:p@db/shop'],
  [config.enum(['a', 'b']), 'b', 'b'],
  [config.list(), 'a, b,,', ['a', 'b']],
  [config.list(), '', []],
  [config.list(config.integer()), [1, '2'], [1, 2]],
  [config.json(z.object({ a: z.number() })), '{"a":1}', { a: 1 }],
  [config.json(), { a: 1 }, { a: 1 }],
  [config.json(), 'null', null],
])('case %#: %o reads %j', (schema, input, output) => {
  expect(schema.parse(input)).toEqual(output);
});

test.each([
  [config.port(), '65536', 'expected a port, 0 to 65535'],
  [config.port(), '80.5', 'expected a port, 0 to 65535'],
  [config.port(), '', 'expected a port, 0 to 65535'],
  [config.port(), undefined, 'expected a port, 0 to 65535'],
  [config.port(), { port: 80 }, 'expected a port, 0 to 65535'],
  [config.integer(), '9007199254740993', 'expected a whole number'],
  [config.integer({ min: 1, max: 9 }), '10', 'expected a whole number, 1 to 9'],
  [config.number(), '1e400', 'expected a number'],
  [config.number({ min: 0 }), '-1', 'expected a number, at least 0'],
  [config.number({ max: 0 }), '1', 'expected a number, at most 0'],
  [config.boolean(), 'maybe', 'expected true or false'],
  [config.duration(), 'soon', 'expected a duration, such as 250ms, 30s or 1h30m'],
  [config.bytes(), '400m', 'expected an amount of bytes, such as 400Mi or 1G (a trailing m means'],
  [config.url(), 'localhost:80', 'expected a URL (http://… or https://…)'],
  [config.url(), 'javascript:alert(1)', 'expected a URL (http://… or https://…)'],
  [config.enum(['a', 'b']), 'c', 'expected one of a, b'],
  [config.list(config.port()), '80,x', 'expected a port, 0 to 65535'],
  [config.json(), '{"password":"hunter2"', 'expected JSON'],
  [config.string(), ['a'], 'expected text'],
])('case %#: %o refuses %j', (schema, input, message) => {
  const issues = schema.safeParse(input).error?.issues ?? [];
  expect(issues).toHaveLength(1);
  expect(issues[0]?.message).toContain(message);
});

test('signing keys are one or more secrets of 32 bytes or more each', () => {
  const keys = config.signingKeys();
  const [good, other] = ['k'.repeat(32), 'ü'.repeat(16)];
  expect(keys.parse(`${good},${other}`).map((key) => key.reveal())).toEqual([good, other]);
  for (const bad of ['', ',', 'k'.repeat(31), `${good},short`])
    expect(keys.safeParse(bad).success).toBe(false);
});

test('builders compose with zod', () => {
  const schema = config
    .integer()
    .refine((value) => value % 2 === 0, 'expected an even number')
    .optional();
  expectTypeOf(schema.parse('2')).toEqualTypeOf<number | undefined>();
  expect(schema.parse(undefined)).toBeUndefined();
  expect(schema.safeParse('3').error?.issues[0]?.message).toBe('expected an even number');
  expect(config.port().default(8080).parse(undefined)).toBe(8080);
  expect(config.duration().prefault('30s').parse(undefined)).toBe(30_000);
});

test('types follow the builder', () => {
  expectTypeOf(config.enum(['a', 'b']).parse('a')).toEqualTypeOf<'a' | 'b'>();
  expectTypeOf(config.list(config.port()).parse('1')).toEqualTypeOf<number[]>();
  expectTypeOf(config.secret().parse('x')).toEqualTypeOf<Secret>();
  expectTypeOf(config.secret(config.json(z.object({ key: z.string() })))).toEqualTypeOf<
    z.ZodType<Secret<{ key: string }>>
  >();
});

test('a secret is read by the schema it wraps', () => {
  const secret = config.secret(config.integer()).parse('42');
  expect(secret.reveal()).toBe(42);
});
