import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Links, type Link } from './links.ts';

const old = 'o'.repeat(32);
const fresh = 'f'.repeat(32);
const link: Link = {
  key: 'a/b.png',
  expires: 1_800_000_000,
  filename: 'Ünï "quoted".png',
  inline: true,
  cacheControl: 'no-store',
};

describe('a signed link', () => {
  test.each(['/files', '/files/', 'https://shop.example/files', '/'])(
    'below %s says what was signed',
    (baseUrl) => {
      const links = new Links({ baseUrl, secrets: [fresh] });
      const signed = links.sign(link);
      expect(signed).toMatch(`${baseUrl.replace(/\/$/, '')}/a/b.png?expires=`);
      const { pathname, search } = new URL(signed, 'http://localhost');
      expect(links.verify(pathname + search)).toEqual(link);
    },
  );

  test('is signed by the first secret, and accepted by all', () => {
    const before = new Links({ baseUrl: '/files', secrets: [old] });
    const after = new Links({ baseUrl: '/files', secrets: [fresh, old] });
    expect(after.verify(before.sign(link))).toEqual(link);
    expect(before.verify(after.sign(link))).toBeUndefined();
  });

  test('is worth nothing once a character of it is another', () => {
    const links = new Links({ baseUrl: '/files', secrets: [fresh] });
    const signed = links.sign(link);
    fc.assert(
      fc.property(fc.nat(signed.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        const forged = signed.slice(0, at) + character + signed.slice(at + 1);
        const read = links.verify(forged);
        // Some characters are another way of writing the same.
        expect(read === undefined || JSON.stringify(read) === JSON.stringify(link)).toBe(true);
      }),
    );
  });

  test.each([
    ['expires', '1900000000'],
    ['name', 'page.html'],
    ['name', undefined],
    ['inline', undefined],
    ['cache', 'public'],
    ['cache', undefined],
  ])('is worth nothing where it says another `%s`: %s', (name, value) => {
    const links = new Links({ baseUrl: '/files', secrets: [fresh] });
    const { pathname, searchParams } = new URL(links.sign(link), 'http://localhost');
    if (value === undefined) searchParams.delete(name);
    else searchParams.set(name, value);
    expect(links.verify(`${pathname}?${searchParams.toString()}`)).toBeUndefined();
  });

  test.each(['', '/', '/files', '/files/a?signature=', '/other/a', '//', '/files/a?signature=%ff&expires=x'])(
    '%j is none',
    (url) => expect(new Links({ baseUrl: '/files', secrets: [fresh] }).verify(url)).toBeUndefined(),
  );

  test('needs a secret that cannot be guessed', () => {
    const short = () => new Links({ baseUrl: '/files', secrets: [fresh, 'short'] });
    expect(short).toThrow(expect.objectContaining({ code: 'SW_DEFINITION' }));
  });
});
