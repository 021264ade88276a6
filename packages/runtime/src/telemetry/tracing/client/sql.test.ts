import { expect, test } from 'vitest';
import { describeSql } from './sql.ts';

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

test('a summary is bounded', () => {
  const tables = Array.from({ length: 100 }, (_, i) => `JOIN table_${i} ON true`).join(' ');
  expect(describeSql(`SELECT 1 FROM a ${tables}`, false).summary).toHaveLength(255);
});
