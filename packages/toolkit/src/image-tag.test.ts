import { expect, test } from 'vitest';
import { parseReference } from './image/index.ts';
import { imageTag } from './image-tag.ts';

test.each([
  ['1.0.0+build.7', '1.0.0_build.7'],
  ['.1', '_1'],
  ['a/b:c', 'a_b_c'],
  ['1'.repeat(200), '1'.repeat(128)],
])('the version %s is the tag %s', (version, tag) => {
  expect(imageTag(version)).toBe(tag);
  expect(parseReference(`localhost/shop:${tag}`).tag).toBe(tag);
});
