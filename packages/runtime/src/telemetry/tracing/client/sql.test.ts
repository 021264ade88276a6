import { expect, test } from 'vitest';
import { describeSql, sqlOperation } from './sql.ts';

test.each([
  ['select * from users where id = 42', 'SELECT', 'SELECT users', 'select * from users where id = ?'],
  [
    "INSERT INTO orders (a, b) VALUES ('it''s', -1.5e3)",
    'INSERT',
    'INSERT orders',
    'INSERT INTO orders (a, b) VALUES (?, -?)',
  ],
  [
    'SELECT u.id FROM public."Users" u JOIN orders2 o ON o.user_id = u.id',
    'SELECT',
    'SELECT public.Users orders2',
    'SELECT u.id FROM public."Users" u JOIN orders2 o ON o.user_id = u.id',
  ],
  ["UPDATE t SET a = E'x\\'y', b = $$secret$$", 'UPDATE', 'UPDATE t', 'UPDATE t SET a = ?, b = ?'],
  ["DO $body$ begin 'x'; end $body$", 'DO', 'DO', 'DO ?'],
  ["-- a secret 'note'\nDELETE FROM ONLY t /* 42 */", 'DELETE', 'DELETE t', 'DELETE FROM ONLY t'],
  [
    `SELECT "it's", "a--b" FROM t WHERE a = 'secret' AND b = 'x'`,
    'SELECT',
    'SELECT t',
    `SELECT "it's", "a--b" FROM t WHERE a = ? AND b = ?`,
  ],
  ['select .5, 0x1F, 1_000, 1e-5, a1, $1', 'SELECT', 'SELECT', 'select ?, ?, ?, ?, a1, $1'],
  ["select 'secret that never ends", 'SELECT', 'SELECT', 'select ?'],
  ['select $a$secret', 'SELECT', 'SELECT', 'select ?'],
  ['  (SELECT 1) UNION (SELECT 2)', 'SELECT', 'SELECT', '(SELECT ?) UNION (SELECT ?)'],
  ['BEGIN', 'BEGIN', 'BEGIN', 'BEGIN'],
  ['', '', '', ''],
])('%s', (text, operation, summary, shown) => {
  expect(describeSql(text, false)).toEqual({ operation, summary, text: shown });
});

test('a statement with parameters is told as it stands', () => {
  const text = 'SELECT * FROM users WHERE id = $1 LIMIT 10';
  expect(describeSql(text, true)).toEqual({ operation: 'SELECT', summary: 'SELECT users', text });
  expect(describeSql(text, false).text).toBe('SELECT * FROM users WHERE id = $1 LIMIT ?');
});

test('a statement that comes again is described once, however many others there are that do not', () => {
  const often = describeSql('SELECT * FROM often WHERE id = $1', true);
  for (let id = 0; id < 5_000; id++) {
    describeSql(`SELECT * FROM seldom WHERE id = ${id}`, false);
    expect(describeSql('SELECT * FROM often WHERE id = $1', true)).toBe(often);
  }
  const later = describeSql('SELECT * FROM later WHERE id = $1', true);
  expect(describeSql('SELECT * FROM later WHERE id = $1', true)).toBe(later);
});

test('a summary is bounded', () => {
  const tables = Array.from({ length: 100 }, (_, i) => `JOIN table_${i} ON true`).join(' ');
  expect(describeSql(`SELECT 1 FROM a ${tables}`, false).summary).toHaveLength(255);
});

test('a long statement is told by its beginning, without what is cut off in the middle', () => {
  const long = `INSERT INTO t VALUES ('${'secret '.repeat(10_000)}')`;
  expect(describeSql(long, false)).toEqual({
    operation: 'INSERT',
    summary: 'INSERT t',
    text: 'INSERT INTO t VALUES (?',
  });
  const parameterised = `INSERT INTO t VALUES ${'($1), '.repeat(10_000)}`;
  const { text } = describeSql(parameterised, true);
  expect(text).toBe(`${parameterised.slice(0, 16 * 1024)}…`);
});

test('the first word is found behind comments, however long they are', () => {
  expect(sqlOperation('-- name: getUser\n/* a * b */ (select 1)')).toBe('SELECT');
  const comments = '/* a **/ '.repeat(50_000);
  for (const text of ['', '--', '/* never ends', `${' ('.repeat(50_000)}1`, '/*'.repeat(50_000), comments])
    expect(sqlOperation(text)).toBe('');
  expect(sqlOperation(`${comments}/***/select 1`)).toBe('SELECT');
});
