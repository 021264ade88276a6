import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import type { RuntimeEvent } from '../../events.ts';
import { collectedMetrics } from '../../telemetry/metrics/user/collected.props.ts';
import { VirtualClock } from '../../testing/index.ts';
import { folderStore, uploads, type ObjectStore } from './index.ts';

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(10_000)]);

const cause = new Error('ECONNREFUSED');
const fail = () => Promise.reject(cause);

/** Uploads in a folder whose store has other methods. */
async function open(otherwise: (folder: ObjectStore) => Partial<ObjectStore>) {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-uploads-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const inFolder = folderStore({ folder, allowed: true });
  const store = { ...inFolder, ...otherwise(inFolder) };
  const events: RuntimeEvent[] = [];
  const component = uploads({ store, types: ['image/png'], maxBytes: 20_000, name: 'photos' });
  const { signal } = new AbortController();
  const emit = (event: RuntimeEvent) => void events.push(event);
  return { events, files: await component.start({ clock: new VirtualClock(), emit, signal }) };
}

test('a store that can’t be asked is answered 503, with what it failed with for the log', async () => {
  const { files } = await open(() => ({ begin: fail, find: fail, remove: fail, sign: fail }));
  for (const ask of [
    () => files.save(Readable.from([png])),
    () => files.find('a'),
    () => files.read('a'),
    () => files.remove('a'),
    () => files.download('a', { headers: {} }),
    () => files.link('a'),
  ])
    await expect(ask()).rejects.toMatchObject({
      code: 'SW_UPLOAD_STORE',
      status: 503,
      headers: { 'retry-after': '1' },
      cause,
    });
});

test('an upload that the store does not take has failed, and was not refused', async () => {
  const metrics = collectedMetrics();
  const { files } = await open(() => ({ begin: fail }));
  await expect(files.save(Readable.from([png]))).rejects.toThrow();
  const body = await metrics.text();
  expect(body).toMatch(/^seaworthy_uploads_total\{[^}]*outcome="failed"[^}]*\} 1$/m);
  expect(body).not.toContain('outcome="refused"');
});

test('a resumable upload goes on once the store is back, and the log has why it was down', async () => {
  let failures = 1;
  const { files, events } = await open((folder) => ({
    async begin(object) {
      const draft = await folder.begin(object);
      return failures-- > 0 ? Object.assign(draft, { publish: fail }) : draft;
    },
  }));
  const tus = await files.tus({ path: '/tus' });
  const ask = async (method: string, path: string, headers: Record<string, string>, body?: Buffer) => {
    const request = new Request(`http://localhost${path}`, {
      method,
      headers: { 'tus-resumable': '1.0.0', ...headers },
      ...(body && { body: new Uint8Array(body) }),
    });
    return tus.fetch(request);
  };
  const created = await ask('POST', '/tus', { 'upload-length': String(png.length) });
  const patch = () =>
    ask(
      'PATCH',
      created.headers.get('location') ?? '',
      { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
      png,
    );
  expect((await patch()).status).toBe(503);
  expect(events).toEqual([
    expect.objectContaining({ type: 'http.error', error: expect.objectContaining({ cause }) as unknown }),
  ]);
  expect((await patch()).status).toBe(204);
});
