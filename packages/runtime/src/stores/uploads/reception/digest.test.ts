import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { digestOf } from './digest.ts';
import { resumableSha256, sha256 } from './sha256.ts';

const digest = createHash('sha256').update('x').digest();
const base64 = digest.toString('base64');

test.each([
  [{ 'repr-digest': `sha-256=:${base64}:` }],
  [{ 'content-digest': `sha-512=:AAAA:, sha-256=:${base64}:` }],
  [{ 'repr-digest': ['sha-512=:AAAA:', `SHA-256=:${base64}:`] }],
  [{ 'repr-digest': 'sha-512=:AAAA:', 'content-digest': `sha-256=:${base64}:` }],
])('%o gives a SHA-256', (headers) => expect(digestOf(headers)).toEqual(digest));

test.each([[{}], [{ 'repr-digest': 'sha-512=:AAAA:' }], [{ 'content-md5': base64 }]])(
  '%o gives none',
  (headers) => {
    expect(digestOf(headers)).toBeUndefined();
  },
);

test.each(['sha-256=:AAAA:', `sha-256=${base64}`, 'sha-256=::'])('%s is refused', (value) => {
  expect(() => digestOf({ 'repr-digest': value })).toThrow(
    expect.objectContaining({ code: 'SW_UPLOAD_DIGEST', status: 400 }),
  );
});

test('a hash is gone on with from what was saved', async () => {
  const [one, whole] = [await resumableSha256(), sha256()];
  for (const part of ['a', 'bc']) {
    one.update(Buffer.from(part));
    whole.update(Buffer.from(part));
  }
  const two = await resumableSha256(one.save?.());
  two.update(Buffer.from('def'));
  whole.update(Buffer.from('def'));
  expect(two.digest()).toEqual(whole.digest());
});
