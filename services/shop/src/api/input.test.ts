import { expect, test } from 'vitest';
import { z } from 'zod';
import { line, readBody, readQuery, slug } from './input.ts';
import { Problem } from './problem.ts';

const post = (body: string, type: string) =>
  new Request('http://shop/', { method: 'POST', body, headers: { 'content-type': type } });

test.each(['application/json', 'Application/JSON; charset=utf-8', 'application/merge-patch+json'])(
  'a body of type %s is JSON',
  async (type) => {
    expect(await readBody(post('{"a":1}', type), z.unknown())).toEqual({ a: 1 });
  },
);

test.each(['', 'text/json', 'application/jsonp', 'application/x-www-form-urlencoded'])(
  'a body of type "%s" is not',
  async (type) => {
    await expect(readBody(post('{}', type), z.unknown())).rejects.toMatchObject({ status: 415 });
  },
);

test('a refusal points at each wrong member', async () => {
  const schema = z.object({ 'a/b': z.array(z.object({ '~': z.number() })), c: z.string() });
  const refused = readBody(post('{"a/b":[{"~":1},{"~":"x"}]}', 'application/json'), schema);
  const problem = await refused.catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(Problem);
  expect(problem).toMatchObject({
    status: 422,
    more: { errors: [{ pointer: '#/a~1b/1/~0' }, { pointer: '#/c' }] },
  });
});

test('query parameters of another form are a bad request', () => {
  const schema = z.object({ limit: z.coerce.number() });
  expect(readQuery(new Request('http://shop/?limit=3'), schema)).toEqual({ limit: 3 });
  expect(() => readQuery(new Request('http://shop/?limit=x'), schema)).toThrow(
    expect.objectContaining({ status: 400 }),
  );
});

test.each(['', '-a', 'A', 'a b', 'a\u0000', 'ä', 'a'.repeat(64)])('"%s" is no slug', (text) => {
  expect(slug.safeParse(text).success).toBe(false);
});

test('a line is trimmed and holds no control characters', () => {
  expect(line.parse('  Mooring rope, 20 m ✓ ')).toBe('Mooring rope, 20 m ✓');
  for (const text of ['👩‍🚀 Sally', 'می‌خواهم']) expect(line.parse(text)).toBe(text);
  for (const text of ['', '   ', 'a\u0000b', 'a\nb', 'x'.repeat(201)])
    expect(line.safeParse(text).success).toBe(false);
});

test.each(['a\u2028b', 'a\u2029b', 'a\u202eb', '\u200b', 'a\u200bb', '\u200d', 'a\ud800', '\udc00a'])(
  'a line holds nothing that cannot be seen or stored: %j',
  (text) => {
    expect(line.safeParse(text).success).toBe(false);
  },
);
