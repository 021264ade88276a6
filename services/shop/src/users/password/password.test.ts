import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './index.ts';
import { Turns } from './turns.ts';

test('a password is known again, in whatever form of Unicode, and another is not', async () => {
  const stored = await hashPassword('Überfahrt 1843');
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(await verifyPassword('U\u0308berfahrt 1843', stored)).toBe(true);
  expect(await verifyPassword('überfahrt 1843', stored)).toBe(false);
  expect(await hashPassword('Überfahrt 1843')).not.toBe(stored);
});

test('a hash of other parameters stays valid', async () => {
  // A test vector of the reference implementation (phc-winner-argon2, test.c).
  const stored = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  expect(await verifyPassword('password', stored)).toBe(true);
  expect(await verifyPassword('Password', stored)).toBe(false);
});

test('nobody has no password', async () => {
  expect(await verifyPassword('', undefined)).toBe(false);
});

test('so many run at once, so many wait, and the rest are refused', async () => {
  const turns = new Turns(2, 1);
  const ends: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => ends.push(resolve));
  const running = [turns.run(work), turns.run(work), turns.run(work)];
  await expect(turns.run(work)).rejects.toMatchObject({ status: 503 });
  expect(ends).toHaveLength(2);
  ends.shift()?.();
  await running[0];
  await Promise.resolve();
  expect(ends).toHaveLength(2);
  for (const end of ends) end();
  await Promise.all(running);
  await turns.run(() => Promise.resolve());
});

test('who leaves the line makes room in it, and whose turn has come is not stopped', async () => {
  const turns = new Turns(1, 1);
  const ends: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => ends.push(resolve));
  const first = turns.run(work);
  const client = new AbortController();
  const refused = expect(turns.run(work, client.signal)).rejects.toThrow('gone');
  client.abort(new Error('gone'));
  await refused;
  const other = new AbortController();
  const second = turns.run(work, other.signal);
  ends.shift()?.();
  await first;
  other.abort(new Error('gone'));
  await Promise.resolve();
  ends.shift()?.();
  await second;
  await turns.run(() => Promise.resolve());
});
