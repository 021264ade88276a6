import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonOf } from './json-bytes.ts';

const text = (value: unknown) => {
  const json = jsonOf(value);
  return json === undefined || typeof json === 'string' ? json : json.bytes.toString();
};

const json = (value: unknown) => {
  const whole = JSON.stringify(value) as string | undefined;
  return whole === undefined ? undefined : Buffer.from(whole).toString();
};

class Rows extends Array<unknown> {
  static override get [Symbol.species](): ArrayConstructor {
    throw new Error('no array of this kind is made');
  }
}

test('is what JSON.stringify says, of any value', () => {
  const leaf = fc.oneof(
    fc.anything({ withDate: true, withSparseArray: true, withNullPrototype: true, withMap: true }),
    fc.string({ unit: 'binary', maxLength: 300 }),
    // Lone surrogates among them.
    fc.array(fc.integer({ min: 0xd700, max: 0xe000 })).map((units) => String.fromCharCode(...units)),
    fc.constantFrom(undefined, null, NaN, () => {}, Symbol('s'), { toJSON: () => ({ made: 1 }) }),
  );
  const values = fc.oneof(
    leaf,
    fc.array(leaf, { minLength: 95, maxLength: 450, size: 'max' }),
    fc.tuple(leaf, fc.integer({ min: 99, max: 2_500 })).map(([value, length]) => Array(length).fill(value)),
    fc.integer({ min: 1, max: 20_000 }).map((length) => Array(length)),
  );
  fc.assert(
    fc.property(values, (value) => {
      expect(text(value)).toBe(json(value));
    }),
    { numRuns: 300 },
  );
});

test.each([100, 101, 199, 200, 201, 10_000])('an array of %i rows', (length) => {
  const rows = Array.from({ length }, (_, id) => ({ id, name: `客户 ${id} 😀`, at: new Date(id) }));
  expect(text(rows)).toBe(json(rows));
});

test('later elements may be far larger than the first', () => {
  const tail = Array.from({ length: 300 }, (_, id) => 'é'.repeat(10 * id));
  for (const head of [Array(100).fill(1), Array(100).fill('x'.repeat(100))])
    expect(text([...head, ...tail])).toBe(json([...head, ...tail]));
});

test('an array with a toJSON or a class of its own', () => {
  const own = Object.assign(Array(5_000).fill('x'), { toJSON: () => ({ rows: 'none' }) });
  expect(text(own)).toBe('{"rows":"none"}');
  const rows = Rows.from(Array(5_000).fill('x'));
  expect(text(rows)).toBe(json(rows));
});

test('cycles and BigInts are refused as by JSON.stringify', () => {
  const cycle: unknown[] = Array(5_000).fill('xxxx');
  cycle[4_321] = { cycle };
  expect(() => jsonOf(cycle)).toThrow(TypeError);
  expect(() => jsonOf(Array(5_000).fill('x').with(4_321, 1n))).toThrow(TypeError);
});
