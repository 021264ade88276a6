import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitStatements, withoutComments } from './split-statements.ts';

test.each([
  ['', []],
  [' ; ;; ', []],
  ['-- only; this', []],
  ['select 1', ['select 1']],
  ['select 1; select 2;', ['select 1', 'select 2']],
  [`select 'a;b', "c;d"; select 2`, [`select 'a;b', "c;d"`, 'select 2']],
  [`select 'it''s; so'; select 2`, [`select 'it''s; so'`, 'select 2']],
  [`select E'it\\'s; so'; select 2`, [`select E'it\\'s; so'`, 'select 2']],
  ['select $$a;b$$; select 2', ['select $$a;b$$', 'select 2']],
  ['select $x$ $$;$$ $x$; select 2', ['select $x$ $$;$$ $x$', 'select 2']],
  ['select a$b from c$d; select 2', ['select a$b from c$d', 'select 2']],
  ['select $1; select $2', ['select $1', 'select $2']],
  ['select 1 -- no; end\n; select 2', ['select 1 -- no; end', 'select 2']],
  ['select 1 /* a; /* b; */ c; */; select 2', ['select 1 /* a; /* b; */ c; */', 'select 2']],
  [
    'create function f() returns int begin atomic select 1; select case when true then 2 end; end; select 2',
    [
      'create function f() returns int begin atomic select 1; select case when true then 2 end; end',
      'select 2',
    ],
  ],
  ['select case when true then 1 end; select 2', ['select case when true then 1 end', 'select 2']],
  ['begin; end; select weekend', ['begin', 'end', 'select weekend']],
  ['-- of it\nselect 1', ['-- of it\nselect 1']],
])('%j', (sql, statements) => {
  expect(splitStatements(sql)).toEqual(statements);
});

test('what is joined by semicolons is taken apart again, whatever is in its strings', () => {
  const text = fc.string().map((it) => it.replaceAll('\\', ''));
  const statement = fc.oneof(
    text.map((it) => `select '${it.replaceAll("'", "''")}' as a`),
    text.filter((it) => !it.includes('$')).map((it) => `select $tag$${it}$tag$ as b`),
    text.map((it) => `select "${it.replaceAll('"', '""')}" from c`),
    text.map((it) => `select 1 -- ${it.replaceAll('\n', ' ')}\n as d`),
  );
  fc.assert(
    fc.property(fc.array(statement), (statements) => {
      expect(splitStatements(statements.join(' ;\n'))).toEqual(statements);
    }),
  );
});

test.each([
  ['/* a /* b */ c */ select 1 -- d', '  select 1  '],
  [`select '/* a */', "--b", $$-- c$$`, `select '/* a */', "--b", $$-- c$$`],
])('%j without its comments', (sql, code) => {
  expect(withoutComments(sql)).toBe(code);
});
