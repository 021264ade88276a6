import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { collectedMetrics } from '../../telemetry/metrics/user/collected.props.ts';
import { VirtualClock } from '../../testing/index.ts';
import { folderStore, uploads, type Download, type UploadsOptions } from './index.ts';

const png = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex'),
  Buffer.alloc(10_000, 'x'),
]);

async function open(options: Partial<UploadsOptions> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-uploads-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const clock = new VirtualClock();
  const store = folderStore({ folder, allowed: true });
  const component = uploads({ store, types: ['image/png', 'text/csv'], maxBytes: 20_000, ...options });
  const { signal } = new AbortController();
  const files = await component.start({ clock, emit: () => {}, signal });
  return { clock, files, unfinished: () => readdir(join(folder, 'unfinished')) };
}

describe('an upload', () => {
  test.each([
    ['a node stream', () => Readable.from([png.subarray(0, 7), png.subarray(7)])],
    ['a web stream', () => new Blob([new Uint8Array(png)]).stream()],
    [
      'anything that gives chunks',
      async function* () {
        yield png;
      },
    ],
  ])('of %s is saved whole', async (_, body) => {
    const { files } = await open();
    const saved = await files.save(body());
    const sha256 = createHash('sha256').update(png).digest('hex');
    expect(saved).toEqual({
      key: expect.stringMatching(/^[0-9a-f]{32}$/),
      bytes: png.length,
      contentType: 'image/png',
      sha256,
    });
    const content = await files.read(saved.key);
    expect(content && Buffer.concat(await content.toArray())).toEqual(png);
  });

  test('may be as large as is accepted, and no byte larger', async () => {
    const { files } = await open({ maxBytes: png.length });
    for (const headers of [{}, { 'content-length': String(png.length) }])
      expect((await files.save(Readable.from([png]), { headers })).bytes).toBe(png.length);
    const more = files.save(Readable.from([png, Buffer.alloc(1)]));
    await expect(more).rejects.toMatchObject({ code: 'SW_UPLOAD_TOO_LARGE' });
  });

  const sha256 = (content: Buffer) => `sha-256=:${createHash('sha256').update(content).digest('base64')}:`;

  test.each([
    ['too large, as it says', 413, 'SW_UPLOAD_TOO_LARGE', png, { 'content-length': '20001' }],
    ['too large, as it turns out', 413, 'SW_UPLOAD_TOO_LARGE', Buffer.concat([png, png]), {}],
    [
      'of another type',
      415,
      'SW_UPLOAD_TYPE',
      Buffer.from('GIF89a\x01\x00\x01\x00', 'latin1'),
      { 'content-type': 'image/png' },
    ],
    ['shorter than it says', 400, 'SW_UPLOAD_INCOMPLETE', png, { 'content-length': String(png.length + 1) }],
    ['changed on its way', 400, 'SW_UPLOAD_DIGEST', png, { 'repr-digest': sha256(Buffer.from('other')) }],
  ])('%s is refused with %d, and leaves nothing', async (_, status, code, body, headers) => {
    const { files, unfinished } = await open();
    const attempt = files.save(Readable.from([body]), { key: 'a.png', headers });
    await expect(attempt).rejects.toMatchObject({ code, status });
    expect(await files.find('a.png')).toBeUndefined();
    expect(await unfinished()).toEqual([]);
  });

  test('with the digest that its client gave is accepted', async () => {
    const { files } = await open();
    await files.save(Readable.from([png]), { key: 'a.png', headers: { 'content-digest': sha256(png) } });
    expect(await files.find('a.png')).toMatchObject({ size: png.length });
  });

  test('whose source fails leaves nothing', async () => {
    const { files, unfinished } = await open();
    async function* body() {
      yield png;
      throw new Error('reset');
    }
    await expect(files.save(body(), { key: 'a.png' })).rejects.toThrow('reset');
    expect(await files.find('a.png')).toBeUndefined();
    expect(await unfinished()).toEqual([]);
  });

  test('that is refused in the middle leaves its stream open for the answer', async () => {
    const { files } = await open();
    const body = Readable.from([png, png, png]);
    await expect(files.save(body)).rejects.toMatchObject({ status: 413 });
    expect(body.destroyed).toBe(false);
  });

  test('under a key that climbs is refused', async () => {
    const { files } = await open();
    await expect(files.save(Readable.from([png]), { key: '../a.png' })).rejects.toMatchObject({
      code: 'SW_UPLOAD_KEY',
    });
  });
});

test('uploads are counted by how they end, and their bytes', async () => {
  const metrics = collectedMetrics();
  const { files } = await open({ name: 'photos' });
  async function* cut() {
    yield png;
    throw new Error('reset');
  }
  await files.save(Readable.from([png]));
  await files.save(Readable.from([Buffer.from('GIF89a')])).catch(() => {});
  await files.save(cut()).catch(() => {});
  const body = await metrics.text();
  for (const outcome of ['published', 'refused', 'failed'])
    expect(body).toMatch(
      new RegExp(`^seaworthy_uploads_total\\{[^}]*outcome="${outcome}"[^}]*store="photos"\\} 1$`, 'm'),
    );
  expect(body).toMatch(
    new RegExp(`^seaworthy_upload_io_bytes_total\\{[^}]*store="photos"\\} ${png.length}$`, 'm'),
  );
});

describe('a download', () => {
  const csv = '0123456789';
  async function openCsv() {
    const opened = await open();
    const headers = { 'content-type': 'text/csv' };
    await opened.files.save(Readable.from([Buffer.from(csv)]), { key: 'a/b.csv', headers });
    const { etag = '', modified } = (await opened.files.find('a/b.csv')) ?? {};
    return { ...opened, etag, modified: modified?.toUTCString() ?? '' };
  }
  const seen = async ({ status, headers, body }: Download) => {
    const sent = body && (await text(body));
    if (sent !== undefined) expect(headers['content-length']).toBe(String(sent.length));
    return [status, headers['content-range'] ?? headers['content-length'], sent];
  };

  test('comes with headers that let nothing run', async () => {
    const { files, etag, modified } = await openCsv();
    const { headers, status } = await files.download('a/b.csv', { method: 'HEAD', headers: {} });
    expect({ status, ...headers }).toEqual({
      status: 200,
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      'content-disposition': 'attachment; filename=b.csv',
      'content-length': '10',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-type': 'text/csv',
      etag,
      'last-modified': modified,
      'x-content-type-options': 'nosniff',
    });
  });

  test.each([
    ['GET', {}, [200, '10', csv]],
    ['HEAD', { range: 'bytes=2-4' }, [200, '10', undefined]],
    ['GET', { range: 'bytes=2-4' }, [206, 'bytes 2-4/10', '234']],
    ['GET', { range: 'bytes=7-' }, [206, 'bytes 7-9/10', '789']],
    ['GET', { range: 'bytes=-3' }, [206, 'bytes 7-9/10', '789']],
    ['GET', { range: 'bytes=8-99' }, [206, 'bytes 8-9/10', '89']],
    ['GET', { range: 'bytes=10-' }, [416, 'bytes */10', undefined]],
    ['GET', { range: 'bytes=0-1,5-6' }, [200, '10', csv]],
    ['GET', { range: 'pages=1' }, [200, '10', csv]],
    ['GET', { range: 'bytes=x' }, [200, '10', csv]],
    ['GET', { range: 'bytes=2-4', 'if-range': 'ETAG' }, [206, 'bytes 2-4/10', '234']],
    ['GET', { range: 'bytes=2-4', 'if-range': 'MODIFIED' }, [206, 'bytes 2-4/10', '234']],
    ['GET', { range: 'bytes=2-4', 'if-range': '"other"' }, [200, '10', csv]],
    ['GET', { range: 'bytes=2-4', 'if-range': 'W/ETAG' }, [200, '10', csv]],
    ['GET', { 'if-none-match': 'ETAG' }, [304, undefined, undefined]],
    ['GET', { 'if-none-match': '"other", ETAG' }, [304, undefined, undefined]],
    ['GET', { 'if-none-match': '"other"' }, [200, '10', csv]],
    ['HEAD', { 'if-modified-since': 'MODIFIED' }, [304, undefined, undefined]],
    ['GET', { 'if-match': 'ETAG' }, [200, '10', csv]],
    ['GET', { 'if-match': '"other"' }, [412, '0', undefined]],
    ['POST', {}, [405, '0', undefined]],
  ])('%s with %o is answered %j', async (method, asked, answer) => {
    const { files, etag, modified } = await openCsv();
    const headers = Object.fromEntries(
      Object.entries(asked).map(([name, value]) => [
        name,
        value.replace('ETAG', etag).replace('MODIFIED', modified),
      ]),
    );
    expect(await seen(await files.download('a/b.csv', { method, headers }))).toEqual(answer);
  });

  test.each(['none', '../a/b.csv', 'a/b.csv/', ''])('of %j is not found', async (key) => {
    const { files } = await openCsv();
    expect((await files.download(key, { method: 'GET', headers: {} })).status).toBe(404);
  });

  test('shows an image where that is asked for, and never what could run scripts', async () => {
    const { files } = await openCsv();
    await files.save(Readable.from([png]), { key: 'a.png' });
    const disposition = async (key: string) =>
      (await files.download(key, { method: 'HEAD', headers: {} }, { inline: true, filename: 'ä"\n.x' }))
        .headers['content-disposition'];
    expect(await disposition('a.png')).toMatch(/^inline; filename=/);
    expect(await disposition('a/b.csv')).toMatch(/^attachment; filename="[^\n]*"; filename\*=UTF-8''/);
  });

  test('of an object that is replaced meanwhile is of one or the other', async () => {
    const { files } = await openCsv();
    const save = (content: string) =>
      files.save(Readable.from([Buffer.from(content)]), {
        key: 'x',
        headers: { 'content-type': 'text/csv' },
      });
    await save('a'.repeat(1000));
    const writing = (async () => {
      for (let i = 0; i < 20; i++) await save('ab'[i % 2]?.repeat(1000) ?? '');
    })();
    for (let i = 0; i < 20; i++) {
      const { body } = await files.download('x', { method: 'GET', headers: {} });
      expect(body && (await text(body))).toMatch(/^(?:a{1000}|b{1000})$/);
    }
    await writing;
  });
});

describe('a link', () => {
  const links = { baseUrl: '/files', secrets: ['s'.repeat(32)] as const };

  test('is served until it expires', async () => {
    const { files, clock } = await open({ links });
    await files.save(Readable.from([png]), { key: 'a.png' });
    const url = await files.link('a.png', { expiresInMs: 60_000, filename: 'photo.png', inline: true });
    const answer = await files.serve({ url, method: 'GET', headers: { range: 'bytes=0-0' } });
    expect(answer).toMatchObject({
      status: 206,
      headers: { 'content-disposition': 'inline; filename=photo.png' },
    });
    answer.body?.destroy();
    await clock.advance(60_001);
    expect((await files.serve({ url, method: 'GET', headers: {} })).status).toBe(403);
  });

  test('that is forged is refused', async () => {
    const { files } = await open({ links });
    await files.save(Readable.from([png]), { key: 'a.png' });
    const url = (await files.link('b.png')).replace('b.png', 'a.png');
    expect((await files.serve({ url, headers: {} })).status).toBe(403);
    expect((await files.serve({ url: '/files/a.png', headers: {} })).status).toBe(403);
  });

  test('of a folder needs the service to answer it', async () => {
    const { files } = await open();
    await expect(files.link('a.png')).rejects.toMatchObject({ code: 'SW_DEFINITION' });
    expect((await files.serve({ url: '/files/a.png', headers: {} })).status).toBe(403);
  });

  test.each([0, -1, Number.NaN, 8 * 24 * 3_600_000])('cannot hold for %d ms', async (expiresInMs) => {
    const { files } = await open({ links });
    await expect(files.link('a.png', { expiresInMs })).rejects.toMatchObject({ code: 'SW_DEFINITION' });
  });
});
