import { hash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Client } from './client.ts';
import { png } from './photo.ts';

/** What photos do in whatever store; `client()` is logged in as the sample user at the shop of `url()`. */
export function describePhotos(client: () => Client, url: () => Promise<string>): void {
  describe('photos', () => {
    const put = (product: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
      client().send<{ photo: string; detail?: string }>(`/products/${product}/photo`, {
        method: 'PUT',
        body,
        headers,
      });
    const get = async (path: string, headers: Record<string, string> = {}) =>
      fetch(new URL(path, await url()), { headers });

    test('are shown by the seller, and handed out whole, in ranges, and not again', async () => {
      const photo = png(200, randomBytes(200 * 200));
      await client().stock('easel', 1);
      const digest = { 'repr-digest': `sha-256=:${hash('sha256', photo, 'base64')}:` };
      const shown = await put('easel', photo, digest);
      expect(shown).toMatchObject({ status: 200, body: { bytes: photo.length, type: 'image/png' } });
      expect((await client().get('/products/easel')).body).toMatchObject({ photo: shown.body.photo });

      const whole = await get(shown.body.photo);
      expect(whole.headers.get('content-type')).toBe('image/png');
      expect(Buffer.from(await whole.bytes())).toEqual(photo);
      const part = await get(shown.body.photo, { range: 'bytes=100-199' });
      expect(part.status).toBe(206);
      expect(part.headers.get('content-range')).toBe(`bytes 100-199/${photo.length}`);
      expect(Buffer.from(await part.bytes())).toEqual(photo.subarray(100, 200));
      // With a condition, fetch would ask for a fresh answer by itself.
      const condition = { 'if-none-match': whole.headers.get('etag') ?? '', 'cache-control': 'max-age=0' };
      const known = await get(shown.body.photo, condition);
      expect(known.status).toBe(304);

      const other = await put('easel', png(10));
      expect(other.body.photo).not.toBe(shown.body.photo);
      expect(Buffer.from(await (await get(other.body.photo)).bytes())).toEqual(png(10));
    });

    test('of one product, put at once: its path gives one of them, and the same to everybody', async () => {
      await client().stock('slides', 1);
      const all = Array.from({ length: 4 }, (_, index) => png(20, randomBytes(400 + index)));
      for (let round = 0; round < 5; round++) {
        const shown = await Promise.all(all.map((photo) => put('slides', photo)));
        const { photo: path } = (await client().get<{ photo: string }>('/products/slides')).body;
        const winner = shown.findIndex(({ body }) => body.photo === path);
        const given = await get(path);
        expect(given.headers.get('cache-control')).toContain('max-age=604800');
        expect(Buffer.from(await given.bytes())).toEqual(all[winner]);
        const unnamed = await get('/products/slides/photo');
        expect(Buffer.from(await unnamed.bytes())).toEqual(all[winner]);
      }
    });

    test('are kept for long only under the path that names them', async () => {
      await client().stock('mural', 1);
      const first = await put('mural', png(10));
      const second = await put('mural', png(20));
      for (const path of ['/products/mural/photo', '/products/mural/photo?x', first.body.photo]) {
        const given = await get(path);
        expect(given.headers.get('cache-control'), path).toBe('private, no-cache');
        expect(Buffer.from(await given.bytes()), path).toEqual(png(20));
      }
      expect((await get(second.body.photo)).headers.get('cache-control')).toBe('public, max-age=604800');
    });

    test('are refused of others, of another type, too large, or altered on the way', async () => {
      await client().stock('frame', 1);
      const svg = await put('frame', Buffer.from('<svg onload="alert(1)"/>'));
      expect(svg).toMatchObject({
        status: 415,
        body: { detail: 'It is of none of the types that are accepted.' },
      });
      const large = Buffer.alloc(11 * 2 ** 20);
      expect((await put('frame', large)).status).toBe(413);
      const unannounced = await client().send('/products/frame/photo', {
        method: 'PUT',
        body: new Blob([png(10), large]).stream(),
        duplex: 'half',
      });
      expect(unannounced).toMatchObject({ status: 413, body: { detail: 'The body is too large.' } });
      const digest = { 'repr-digest': `sha-256=:${hash('sha256', 'another', 'base64')}:` };
      expect((await put('frame', png(10), digest)).status).toBe(400);
      expect((await put('nothing', png(10))).status).toBe(404);
      expect((await client().get('/products/frame')).body).toMatchObject({ photo: null });
      expect((await get('/products/frame/photo')).status).toBe(404);

      const eve = { id: 'eve', name: 'Eve', email: 'eve@example.com', password: 'listening in' };
      const other = new Client(await url());
      await other.post('/users', eve);
      const path = '/products/frame/photo';
      expect((await other.send(path, { method: 'PUT', body: png(10) })).status).toBe(401);
      await other.login({ user: 'eve', password: eve.password });
      expect((await other.send(path, { method: 'PUT', body: png(10) })).status).toBe(403);
    });
  });
}
