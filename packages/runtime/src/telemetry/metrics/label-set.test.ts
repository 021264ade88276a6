import { expect, test } from 'vitest';
import { LabelSet } from './label-set.ts';

test('an attribute without a name is left out, and one called as a bucket is has another name', () => {
  expect(new LabelSet({ '': 'x', le: '5', a: '1' }).text).toBe('a="1",exported_le="5"');
});

test('attributes that become one label are joined', () => {
  expect(new LabelSet({ 'a.b': '1', a_b: '2' }).text).toBe('a_b="1;2"');
});
