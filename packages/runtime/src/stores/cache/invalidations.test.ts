import { expect, test } from 'vitest';
import { Invalidations } from './invalidations.ts';

test('tells what has been invalidated since, of key, prefix, tags and everything', () => {
  const it = new Invalidations();
  const before = it.now;
  expect(it.since(before, 'a:key', ['tag'])).toBe(false);
  for (const invalidate of [
    () => it.key('a:key'),
    () => it.prefix('a:'),
    () => it.tag('tag'),
    () => it.prefix(''),
    () => it.everything(),
  ]) {
    const moment = it.now;
    invalidate();
    expect(it.since(moment, 'a:key', ['other', 'tag'])).toBe(true);
    expect(it.since(it.now, 'a:key', ['other', 'tag'])).toBe(false);
  }
});

test('spares what has another name', () => {
  const it = new Invalidations();
  const before = it.now;
  it.key('key');
  it.tag('tag');
  it.prefix('a:');
  expect(it.since(before, 'tag', ['key', 'a:'])).toBe(false);
  expect(it.sinceBeside(before, 'key', [])).toBe(false);
});

test('takes what it has forgotten for invalidated', () => {
  const it = new Invalidations();
  const before = it.now;
  it.key('first');
  for (let index = 0; index < 9_999; index++) it.key(`key ${index}`);
  expect(it.since(before, 'other', [])).toBe(false);
  it.key('one too many');
  expect(it.since(before, 'other', [])).toBe(true);
  expect(it.since(it.now, 'other', [])).toBe(false);
});
