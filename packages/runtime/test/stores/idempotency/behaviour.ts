import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  createIdempotency,
  idempotencySchema,
  type Idempotency,
  type RequestIdentity,
} from '../../../src/stores/idempotency/index.ts';
import type { TestDatabase } from '../database.ts';

/** What idempotency keys do on whatever database. */
export function describeIdempotency(database: () => TestDatabase): void {
  let idempotency: Idempotency;
  beforeEach(async () => {
    const { db, transact } = database();
    await db.query('drop table if exists seaworthy_idempotency, effects');
    for (const statement of idempotencySchema.split(';')) await db.query(statement);
    await db.query('create table effects (id text not null)');
    idempotency = createIdempotency({ db, transact });
  });

  const effects = async () =>
    (await database().db.query<{ id: string }>('select id from effects order by id')).rows.map(
      ({ id }) => id,
    );
  /** Asks for the effect `id`. */
  const ask = (
    id: string,
    key: string | undefined,
    { principal = 'ada', payload = id, required = false }: Partial<RequestIdentity> = {},
    answer = () =>
      Response.json({ id }, { status: 201, headers: { location: `/${id}`, 'set-cookie': 'a=b' } }),
  ) =>
    idempotency.answer(request(key), { principal, payload, required }, async (tx) => {
      await tx.query('insert into effects values ($1)', [id]);
      return answer();
    });
  const seen = async (response: Response) => ({
    status: response.status,
    type: response.headers.get('content-type'),
    location: response.headers.get('location'),
    replayed: response.headers.get('idempotent-replayed'),
    text: await response.text(),
  });

  test('a repetition is answered as the first time, and does nothing', async () => {
    const first = await ask('a', 'k');
    expect(first.headers.get('set-cookie')).toBe('a=b');
    const again = await ask('a', '"k"');
    expect(again.headers.get('set-cookie')).toBeNull();
    expect(await seen(again)).toEqual({ ...(await seen(first)), replayed: 'true' });
    expect(await effects()).toEqual(['a']);
  });

  test.each([
    ['no body', () => new Response(null, { status: 204 })],
    ['bytes', () => new Response(new Uint8Array([0, 255, 128]))],
    ['a refusal', () => Response.json({ title: 'No' }, { status: 409 })],
  ])('an answer with %s is kept as it is', async (_, answer) => {
    const bytes = async (response: Response) => [response.status, [...(await response.bytes())]];
    const first = await bytes(await ask('a', 'k', {}, answer));
    expect(await bytes(await ask('a', 'k', {}, answer))).toEqual(first);
    expect(await effects()).toEqual(['a']);
  });

  test('of many at once, one does it, and all are answered alike', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask('a', 'k')));
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(texts)).toEqual(new Set(['{"id":"a"}']));
    expect(answers.filter(({ headers }) => headers.has('idempotent-replayed'))).toHaveLength(7);
    expect(await effects()).toEqual(['a']);
  });

  test('a failure is not kept: nothing has happened, and a repetition is a first time', async () => {
    const failing = ask('a', 'k', {}, () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await effects()).toEqual([]);
    expect((await ask('a', 'k')).headers.has('idempotent-replayed')).toBe(false);
    expect(await effects()).toEqual(['a']);
  });

  test('the key with another body, method, path or query is refused', async () => {
    await ask('a', 'k', { payload: { product: 'rope', quantity: 1 } });
    const same = await ask('a', 'k', { payload: { quantity: 1, product: 'rope' } });
    expect(same.status).toBe(201);
    await expect(ask('b', 'k', { payload: { product: 'rope', quantity: 2 } })).rejects.toMatchObject({
      code: 'SW_IDEMPOTENCY_REUSED',
      status: 422,
    });
    const identity = { principal: 'ada', payload: { product: 'rope', quantity: 1 } };
    for (const [method, path] of [
      ['POST', '/carts'],
      ['POST', '/orders?for=bob'],
      ['PUT', '/orders'],
    ] as const) {
      const elsewhere = new Request(`http://shop${path}`, { method, headers: { 'idempotency-key': 'k' } });
      await expect(
        idempotency.answer(elsewhere, identity, () => Promise.resolve(new Response())),
      ).rejects.toMatchObject({ status: 422 });
    }
    expect(await effects()).toEqual(['a']);
  });

  test('the key of another is another key', async () => {
    await ask('a', 'k');
    expect((await ask('b', 'k', { principal: 'grace' })).status).toBe(201);
    expect(await effects()).toEqual(['a', 'b']);
  });

  test('without a key each request is carried out, unless one is required', async () => {
    await ask('a', undefined);
    await ask('a', undefined);
    expect(await effects()).toEqual(['a', 'a']);
    await expect(ask('a', undefined, { required: true })).rejects.toMatchObject({
      code: 'SW_IDEMPOTENCY_KEY',
      status: 400,
    });
  });

  test.each(['""', '"a', 'a"', String.raw`"a\b"`, 'a b', 'ä', `"${'x'.repeat(256)}"`, 'x'.repeat(256)])(
    'the key %s is refused',
    async (key) => {
      await expect(ask('a', key)).rejects.toMatchObject({ code: 'SW_IDEMPOTENCY_KEY', status: 400 });
      expect(await effects()).toEqual([]);
    },
  );

  test('an expired key is as good as none, and is swept; others stay', async () => {
    await ask('a', 'old');
    await ask('b', 'kept');
    await database().db.query(
      `update seaworthy_idempotency set expires_at = clock_timestamp() - interval '1 s' where key = 'old'`,
    );
    expect((await ask('c', 'old')).headers.has('idempotent-replayed')).toBe(false);
    expect(await effects()).toEqual(['a', 'b', 'c']);
    await database().db.query(`update seaworthy_idempotency set expires_at = '-infinity' where key = 'old'`);
    await idempotency.sweep({ finish: new AbortController().signal });
    const { rows } = await database().db.query('select key from seaworthy_idempotency');
    expect(rows).toEqual([{ key: 'kept' }]);
  });

  describe('property', () => {
    const attempt = fc.record({
      key: fc.constantFrom('x', 'y', 'z'),
      body: fc.constantFrom('one', 'two'),
      fails: fc.boolean(),
    });
    test('in any order of requests, side by side or not, each key does at most one thing, and it is what was answered', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(attempt, { maxLength: 4 }), { maxLength: 4 }), async (rounds) => {
          await database().db.query('delete from effects');
          await database().db.query('delete from seaworthy_idempotency');
          const answered = new Map<string, Set<string>>();
          for (const round of rounds) {
            await Promise.all(
              round.map(async ({ key, body, fails }) => {
                const effect = `${key} ${body}`;
                const answer = () => {
                  if (fails) throw new Error('killed');
                  return new Response(effect);
                };
                const response = await ask(effect, key, { payload: body }, answer).catch(() => undefined);
                if (response === undefined) return;
                const texts = answered.get(key) ?? new Set();
                answered.set(key, texts.add(await response.text()));
              }),
            );
          }
          for (const texts of answered.values()) expect(texts.size).toBe(1);
          const done = new Set(Array.from(answered.values(), ([text]) => text));
          expect(new Set(await effects())).toEqual(done);
          expect(await effects()).toHaveLength(done.size);
        }),
        { numRuns: 15 },
      );
    });
  });
}

function request(key: string | undefined): Request {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (key !== undefined) headers.set('idempotency-key', key);
  return new Request('http://shop/orders', { method: 'POST', headers });
}
