import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { HttpError } from '../../../src/errors.ts';
import { s3 } from '../../../src/stores/s3/index.ts';
import {
  folderStore,
  s3Store,
  uploads,
  type ObjectStore,
  type SavedUpload,
  type TusOptions,
} from '../../../src/stores/uploads/index.ts';
import { buildMs, s3Missing, S3Server } from '../s3-server.ts';
import { started } from '../started.ts';
import { digestOfPng, png } from './client.ts';

describe('in a folder', () => {
  tusBehaviour(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seaworthy-tus-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    return folderStore({ folder, allowed: true });
  });
});

describe.skipIf(s3Missing !== '')(`in a bucket${s3Missing}`, () => {
  let server: S3Server;
  let count = 0;
  beforeAll(async () => {
    server = await S3Server.start();
  }, buildMs);
  afterAll(() => server?.[Symbol.asyncDispose]());
  tusBehaviour(async () => s3Store({ bucket: await started(s3(server.options)), prefix: `tus-${count++}/` }));
});

function tusBehaviour(makeStore: () => Promise<ObjectStore>): void {
  const SIZE = 12 * 2 ** 20;
  const file = Buffer.concat([...png(SIZE)]);

  /** Two replicas over one store. */
  async function open(options: Partial<TusOptions> = {}) {
    const store = await makeStore();
    const saved: SavedUpload[] = [];
    const replica = async () => {
      const files = await started(uploads({ store, types: ['image/*'], maxBytes: 2 * SIZE }));
      const finished = async (upload: SavedUpload) => void saved.push(upload);
      return { files, tus: await files.tus({ path: '/tus', finished, ...options }) };
    };
    const [one, two] = [await replica(), await replica()];
    const ask = async (
      { tus }: typeof one,
      method: string,
      path: string,
      headers: Record<string, string>,
      body?: Uint8Array,
    ) => {
      const all = { 'tus-resumable': '1.0.0', 'content-type': 'application/offset+octet-stream', ...headers };
      const request = new Request(`http://localhost${path}`, {
        method,
        headers: all,
        ...(body !== undefined && { body: new Uint8Array(body) }),
      });
      const { status, headers: answered } = await tus.fetch(request);
      return {
        status,
        offset: answered.get('upload-offset'),
        location: answered.get('location') ?? '',
        answered,
      };
    };
    const create = async (metadata: Record<string, string> = {}, size = SIZE) => {
      const encoded = Object.entries(metadata).map(([name, value]) => `${name} ${btoa(value)}`);
      const headers = {
        'upload-length': String(size),
        'content-type': '',
        ...(encoded.length > 0 && { 'upload-metadata': encoded.join(',') }),
      };
      const { status, location } = await ask(one, 'POST', '/tus', headers);
      expect(status).toBe(201);
      return location;
    };
    const patch = (at: typeof one, path: string, from: number, to: number) =>
      ask(at, 'PATCH', path, { 'upload-offset': String(from) }, file.subarray(from, to));
    const head = (at: typeof one, path: string) => ask(at, 'HEAD', path, {});
    return { store, one, two, saved, ask, create, patch, head };
  }

  test('an upload goes from replica to replica in pieces of any size, and appears at its end', async () => {
    const { store, one, two, saved, create, patch, head } = await open();
    const sha256 = digestOfPng(SIZE).toString('hex');
    const path = await create({ filetype: 'image/png', sha256 });
    const key = path.slice('/tus/'.length);
    let from = 0;
    for (const [index, to] of [100, 3_000_000, 3_000_001, 11_000_000, SIZE].entries()) {
      expect(await store.find(key)).toBeUndefined();
      const [here, there] = index % 2 === 0 ? [one, two] : [two, one];
      expect(await patch(here, path, from, to)).toMatchObject({ status: 204, offset: String(to) });
      expect(await head(there, path)).toMatchObject({ status: 200, offset: String(to) });
      from = to;
    }
    expect(saved).toEqual([{ key, bytes: SIZE, contentType: 'image/png', sha256 }]);
    const object = await store.find(key);
    const body = object && (await store.read(object));
    expect(body && Buffer.concat(await body.toArray()).equals(file)).toBe(true);
  });

  test('an offset that is not where the upload stands is refused, and changes nothing', async () => {
    const { one, two, create, patch, head } = await open();
    const path = await create();
    await patch(one, path, 0, 5_000_000);
    expect((await patch(two, path, 4_000_000, 6_000_000)).status).toBe(409);
    expect((await patch(two, path, 6_000_000, 7_000_000)).status).toBe(409);
    expect((await head(two, path)).offset).toBe('5000000');
  });

  test('of two replicas that receive the same piece at once, both or one goes on, and the file is whole', async () => {
    const { store, one, two, create, patch, head } = await open();
    const path = await create();
    const statuses = await Promise.all([patch(one, path, 0, 9_000_000), patch(two, path, 0, 9_000_000)]);
    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([204, 409]));
    expect((await head(one, path)).offset).toBe('9000000');
    expect((await patch(two, path, 9_000_000, SIZE)).status).toBe(204);
    const object = await store.find(path.slice('/tus/'.length));
    const body = object && (await store.read(object));
    expect(body && Buffer.concat(await body.toArray()).equals(file)).toBe(true);
  });

  test.each([
    ['of another digest', { filetype: 'image/png', sha256: '0'.repeat(64) }, file, 400],
    ['of another type', { filetype: 'image/png' }, Buffer.alloc(SIZE, 'text'), 415],
  ])('an upload %s is refused, and gone', async (_, metadata, content, status) => {
    const { store, one, ask, create, head, saved } = await open();
    const path = await create(metadata);
    expect((await ask(one, 'PATCH', path, { 'upload-offset': '0' }, content)).status).toBe(status);
    expect((await head(one, path)).status).toBe(404);
    expect(await store.sweep(Infinity)).toBe(0);
    expect(saved).toEqual([]);
  });

  test('an upload beyond the limit, or with a malformed digest, is not even begun', async () => {
    const { one, ask } = await open();
    const begin = (headers: Record<string, string>) =>
      ask(one, 'POST', '/tus', { 'content-type': '', 'upload-length': '10', ...headers });
    expect((await begin({ 'upload-length': String(2 * SIZE + 1) })).status).toBe(413);
    expect((await begin({ 'upload-metadata': `sha256 ${btoa('x')}` })).status).toBe(400);
  });

  test('an upload that is given up leaves nothing', async () => {
    const { store, one, two, ask, create, patch, head } = await open();
    const path = await create();
    await patch(one, path, 0, 9_000_000);
    expect((await ask(two, 'DELETE', path, {})).status).toBe(204);
    expect((await head(one, path)).status).toBe(404);
    expect(await store.sweep(Infinity)).toBe(0);
  });

  test('the service is told again where it failed the first time, and only then the client', async () => {
    let failures = 2;
    const told: string[] = [];
    const { store, one, two, create, patch, head } = await open({
      finished({ key }) {
        told.push(key);
        if (failures-- > 0) throw new HttpError('SW_STORE_UNAVAILABLE', { what: 'down' }, { status: 503 });
      },
    });
    const path = await create();
    const key = path.slice('/tus/'.length);
    await patch(one, path, 0, 9_000_000);
    expect((await patch(one, path, 9_000_000, SIZE)).status).toBe(503);
    expect((await head(two, path)).offset).toBe('9000000');
    expect((await patch(two, path, 9_000_000, SIZE)).status).toBe(503);
    expect((await patch(two, path, 9_000_000, SIZE)).status).toBe(204);
    expect((await head(one, path)).offset).toBe(String(SIZE));
    expect(told).toEqual([key, key, key]);
    expect((await store.find(key))?.size).toBe(SIZE);
  });

  test('who may not is told so', async () => {
    const refuse = () => {
      throw new HttpError('SW_UPLOAD_KEY', { what: 'not yours' }, { status: 403, expose: true });
    };
    const { one, ask } = await open({ authorize: refuse });
    expect((await ask(one, 'POST', '/tus', { 'upload-length': '1', 'content-type': '' })).status).toBe(403);
  });

  test('a failure of ours is not told to the client', async () => {
    const fail = () => {
      throw new Error('password=hunter2');
    };
    const { one } = await open({ authorize: fail });
    const headers = { 'tus-resumable': '1.0.0', 'upload-length': '1' };
    const answer = await one.tus.fetch(new Request('http://localhost/tus', { method: 'POST', headers }));
    expect([answer.status, await answer.text()]).toEqual([500, 'Internal Server Error']);
  });
}
