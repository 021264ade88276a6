import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Secret } from '../../../config/index.ts';
import { SessionCookie, type CookieOptions } from './index.ts';

const key = (letter: string) => new Secret(letter.repeat(32));
const cookieOf = (options: CookieOptions = {}, keys = [key('a')]) => new SessionCookie(options, () => keys);

/** A new session's cookie as a browser sends it. */
function issued(cookie: SessionCookie): { id: string; sent: string } {
  const id = cookie.newId();
  return { id, sent: cookie.set(id, 1000).split(';', 1).join() };
}

test('an id is read from the cookie that was set', () => {
  const cookie = cookieOf();
  const { id, sent } = issued(cookie);
  expect(sent).toMatch(/^__Host-session=[\w-]{32}\.[\w-]{43}$/);
  expect(cookie.idIn(sent)).toBe(id);
  expect(cookie.idIn(`a=b;c; ${sent} ;d=e=f`)).toBe(id);
});

test('no two ids are alike', () => {
  const cookie = cookieOf();
  const ids = Array.from({ length: 1000 }, () => cookie.newId());
  expect(new Set(ids).size).toBe(1000);
  expect(Buffer.from(ids[0] ?? '', 'base64url')).toHaveLength(24);
});

test('whatever is changed of a cookie, it is refused', () => {
  const cookie = cookieOf();
  const { sent } = issued(cookie);
  const start = sent.indexOf('=') + 1;
  const place = fc.integer({ min: start, max: sent.length - 1 });
  const text = fc.oneof(
    fc.constantFrom('', 'A', 'w', '-', '.', '=', '%41', '\u0000'),
    fc.string({ maxLength: 3 }),
  );
  fc.assert(
    fc.property(place, fc.nat(3), text, (at, length, replacement) => {
      const forged = sent.slice(0, at) + replacement + sent.slice(at + length);
      // Blanks around a value are none of it.
      fc.pre(forged.slice(start).split(';', 1).join().trim() !== sent.slice(start));
      expect(cookie.idIn(forged)).toBeUndefined();
    }),
    { numRuns: 2000 },
  );
});

test('made-up cookies are refused', () => {
  const cookie = cookieOf();
  const digits = (length: number) =>
    fc.string({ unit: fc.constantFrom('a', 'Z', '0', '9', '-', '_'), minLength: length, maxLength: length });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.tuple(digits(32), digits(43)).map((parts) => parts.join('.')),
      ),
      (value) => {
        expect(cookie.idIn(`${cookie.name}=${value}`)).toBeUndefined();
      },
    ),
  );
  for (const header of ['', ';', '=', '__Host-session', '__Host-session=', '__Host-session=.'])
    expect(cookie.idIn(header)).toBeUndefined();
});

test('a signature holds for one cookie of one name and one key', () => {
  const { sent } = issued(cookieOf());
  const value = sent.slice(sent.indexOf('=') + 1);
  expect(cookieOf({ name: 'other' }).idIn(`__Host-other=${value}`)).toBeUndefined();
  expect(cookieOf({ secure: false }).idIn(`session=${value}`)).toBeUndefined();
  expect(cookieOf({}, [key('b')]).idIn(sent)).toBeUndefined();
});

test('of several cookies of the name, the one of ours counts', () => {
  const cookie = cookieOf({ domain: 'example.org' });
  const { id, sent } = issued(cookie);
  const { sent: planted } = issued(cookieOf({ domain: 'example.org' }, [key('b')]));
  expect(cookie.idIn(`${planted}; ${sent}`)).toBe(id);
  expect(cookie.idIn(`${sent}; ${planted}`)).toBe(id);
});

test('keys are rotated while the service runs: the newest signs, all verify', () => {
  let keys = [key('a')];
  const cookie = new SessionCookie({}, () => keys);
  const old = issued(cookie);
  keys = [key('b'), key('a')];
  const fresh = issued(cookie);
  expect([cookie.idIn(old.sent), cookie.idIn(fresh.sent)]).toEqual([old.id, fresh.id]);
  expect(cookieOf({}, [key('b')]).idIn(fresh.sent)).toBe(fresh.id);
  keys = [key('b')];
  expect([cookie.idIn(old.sent), cookie.idIn(fresh.sent)]).toEqual([undefined, fresh.id]);
});

test.each([
  ['no keys', []],
  ['a key that is too short', [new Secret('short'), key('a')]],
])('a reload that brings %s leaves those before it in use, and is told once', (_, bad) => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  let keys = [key('a')];
  const cookie = new SessionCookie({}, () => keys);
  const before = issued(cookie);
  keys = bad;
  const after = issued(cookie);
  // A source may make its array anew at each use.
  keys = [...bad];
  expect([cookie.idIn(before.sent), cookie.idIn(after.sent)]).toEqual([before.id, after.id]);
  expect(warn.mock.calls).toEqual([[expect.objectContaining({ code: 'SW_SESSION_SETTINGS' })]]);
});

test.each<[CookieOptions, string]>([
  [{}, '__Host-session=V; Max-Age=2; Path=/; HttpOnly; Secure; SameSite=Lax'],
  [{ secure: false, name: 'sid' }, 'sid=V; Max-Age=2; Path=/; HttpOnly; SameSite=Lax'],
  [
    { domain: 'example.org', sameSite: 'Strict' },
    '__Secure-session=V; Max-Age=2; Path=/; Domain=example.org; HttpOnly; Secure; SameSite=Strict',
  ],
  [{ sameSite: 'None' }, '__Host-session=V; Max-Age=2; Path=/; HttpOnly; Secure; SameSite=None'],
])('%j is set and cleared with the same attributes', (options, expected) => {
  const cookie = cookieOf(options);
  expect(cookie.set(cookie.newId(), 1001).replace(/=[^;]+/, '=V')).toBe(expected);
  expect(cookie.cleared).toBe(expected.replace('=V', '=').replace('Max-Age=2', 'Max-Age=0'));
});

test.each<[string, CookieOptions]>([
  ['cookie.name', { name: 'a b' }],
  ['cookie.name', { name: '' }],
  ['cookie.domain', { domain: 'example.org; Secure' }],
  ['cookie.sameSite', { sameSite: 'None', secure: false }],
])('%s that browsers would refuse is refused', (where, options) => {
  expect(() => cookieOf(options)).toThrow(
    expect.objectContaining({ code: 'SW_SESSION_SETTINGS', where: `${where} of sessions` }),
  );
});

test('without a key, or with a short one, nothing is signed or verified, and no key is told', () => {
  expect(() => issued(cookieOf({}, []))).toThrow(/no key to sign with/);
  const { sent } = issued(cookieOf());
  expect(cookieOf({}, []).idIn(sent)).toBeUndefined();
  for (const use of [issued, (cookie: SessionCookie) => cookie.idIn(sent)])
    expect(() => use(cookieOf({}, [key('a'), new Secret('hunter2')]))).toThrow(
      /^Key 2 has 7 bytes, and needs 32(?!.*hunter)/,
    );
});
