import { expect, test } from 'vitest';
import { isAlive, releaseTag, tagIn, takeTag } from './owner.ts';

test('a tag is found in the names that it stands in, and says that its process runs', () => {
  const tag = takeTag();
  const other = takeTag();
  expect(other).not.toBe(tag);
  for (const name of [`sw${tag}`, `sw${tag}01z`, `seaworthy-rehearsal-${tag}`]) expect(tagIn(name)).toBe(tag);
  expect(`sw${tag}01z`).toHaveLength(15);
  expect(isAlive(tag)).toBe(true);
  releaseTag(tag);
  releaseTag(other);
});

test('another process with the same ID is another owner', () => {
  const tag = takeTag();
  expect(isAlive(`${tag.slice(0, 5)}0000${tag.slice(-1)}`)).toBe(false);
  expect(isAlive('zzzzz00000')).toBe(false);
  releaseTag(tag);
});

test.each(['swp1', 'switch000000', 'seaworthy-migrations', 'seaworthy-rehearsal-notes', 'eth0'])(
  'the name %s is not ours',
  (name) => expect(tagIn(name)).toBeUndefined(),
);
