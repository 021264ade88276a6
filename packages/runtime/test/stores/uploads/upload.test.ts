import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Upload } from 'tus-js-client';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { spawnService, type SpawnedService } from '@seaworthy/runtime/testing';
import { s3 } from '../../../src/stores/s3/index.ts';
import { folderStore, s3Store, type ObjectStore } from '../../../src/stores/uploads/store/index.ts';
import { freePort } from '../free-port.ts';
import { buildMs, s3Missing, S3Server } from '../s3-server.ts';
import { started } from '../started.ts';
import { answerTo, beginPut, digestOfPng, png, put } from './client.ts';

const MIB = 2 ** 20;
/** Headers of each tus request. */
const tus = { 'tus-resumable': '1.0.0', 'content-type': 'application/offset+octet-stream' };
const patience = { timeout: 30_000, interval: 20 };

/** A store, as the service is told of it, and as the test sees it. */
interface Place {
  readonly env: NodeJS.ProcessEnv;
  readonly store: ObjectStore;
  /** How many drafts and notes there are. */
  unfinished(): Promise<number>;
}

describe('in a folder', () => {
  uploadBehaviour(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seaworthy-uploads-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    return {
      env: { FOLDER: folder },
      store: folderStore({ folder, allowed: true }),
      unfinished: async () => (await readdir(join(folder, 'unfinished'))).length,
    };
  });
});

describe.skipIf(s3Missing !== '')(`in a bucket${s3Missing}`, () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await S3Server.start();
  }, buildMs);
  afterAll(() => server?.[Symbol.asyncDispose]());

  uploadBehaviour(async () => {
    const bucket = await started(s3(server.options));
    const store = s3Store({ bucket });
    await store.sweep(Infinity);
    return {
      env: { S3_ENDPOINT: server.endpoint },
      store,
      async unfinished() {
        const { Uploads = [] } = await bucket.client.listMultipartUploads({ Bucket: 'test' });
        const prefix = 'uploads/.unfinished/';
        const { KeyCount = 0 } = await bucket.client.listObjectsV2({ Bucket: 'test', Prefix: prefix });
        return Uploads.length + KeyCount;
      },
    };
  });
});

function uploadBehaviour(makePlace: () => Promise<Place>): void {
  const spawn = (place: Place, env: NodeJS.ProcessEnv = {}): SpawnedService => {
    const service = spawnService(new URL('service.ts', import.meta.url), { env: { ...place.env, ...env } });
    onTestFinished(() => service[Symbol.asyncDispose]());
    return service;
  };

  test('1 GiB takes less than 64 MiB of memory, and arrives whole', { timeout: 180_000 }, async () => {
    const place = await makePlace();
    const service = spawn(place);
    const url = await service.url();
    expect((await put(`${url}/files/first.png`, MIB)).status).toBe(200);
    const before = await memoryOf(service.pid);
    const bytes = 1024 * MIB;
    const digest = digestOfPng(bytes);
    const answer = await put(`${url}/files/large.png`, bytes, {
      'repr-digest': `sha-256=:${digest.toString('base64')}:`,
    });
    expect(JSON.parse(answer.body)).toEqual({
      key: 'large.png',
      bytes,
      contentType: 'image/png',
      sha256: digest.toString('hex'),
    });
    const { peak } = await memoryOf(service.pid);
    expect(peak - before.now).toBeLessThan(64 * MIB);
    const last = await fetch(`${url}/files/large.png`, { headers: { range: 'bytes=-65536' } });
    expect([last.status, last.headers.get('content-range')]).toEqual([
      206,
      `bytes ${bytes - 65536}-${bytes - 1}/${bytes}`,
    ]);
    expect(Buffer.from(await last.arrayBuffer())).toEqual([...png(bytes, bytes - 65536)][0]);
  });

  test('a resumable upload takes a bounded amount of memory as well, however long one request of it is', async () => {
    const service = spawn(await makePlace());
    const url = await service.url();
    const send = async (bytes: number) => {
      const location = await createTus(url, bytes);
      const sending = await beginPut(location, bytes, bytes, { ...tus, 'upload-offset': '0' }, 'PATCH');
      expect((await answerTo(sending.end())).status).toBe(204);
    };
    await send(MIB);
    const before = await memoryOf(service.pid);
    await send(256 * MIB);
    const { peak } = await memoryOf(service.pid);
    // Two parts, and the 64 MiB of Buffers that V8 lets gather where a body passes a web stream.
    expect(peak - before.now).toBeLessThan(128 * MIB);
  });

  test('a connection that is cut leaves nothing', async () => {
    const place = await makePlace();
    const url = await spawn(place).url();
    const sending = await beginPut(`${url}/files/cut.png`, 100 * MIB, 40 * MIB);
    sending.on('error', () => {}).destroy();
    await vi.waitUntil(async () => (await place.unfinished()) === 0, patience);
    expect((await fetch(`${url}/files/cut.png`)).status).toBe(404);
  });

  test('a body that trickles is cut by the time-out, and leaves nothing', async () => {
    const place = await makePlace();
    const url = await spawn(place).url();
    const sending = await beginPut(`${url}/files/slow.png`, 10 * MIB, 65536);
    const trickle = setInterval(() => sending.write('x'), 50);
    sending.on('error', () => {});
    const { status } = await answerTo(sending);
    clearInterval(trickle);
    expect(status).toBe(408);
    await vi.waitUntil(async () => (await place.unfinished()) === 0, patience);
    expect((await fetch(`${url}/files/slow.png`)).status).toBe(404);
  });

  test('a process that is killed leaves nothing to be seen, and what it leaves is swept', async () => {
    const place = await makePlace();
    const killed = spawn(place);
    const url = await killed.url();
    const sending = await beginPut(`${url}/files/killed.png`, 100 * MIB, 40 * MIB);
    sending.on('error', () => {});
    await vi.waitUntil(async () => (await place.unfinished()) > 0, patience);
    killed.kill('SIGKILL');
    await killed.exit;
    const again = await spawn(place).url();
    expect((await fetch(`${again}/files/killed.png`)).status).toBe(404);
    expect(await place.unfinished()).toBe(1);
    expect(await place.store.sweep(Infinity)).toBe(1);
    expect(await place.unfinished()).toBe(0);
  });

  test('a resumable upload that is cut goes on from what had arrived, unseen until its end', async () => {
    const url = await spawn(await makePlace()).url();
    const bytes = 20 * MIB;
    const file = Buffer.concat([...png(bytes)]);
    const location = await createTus(url, bytes);
    const key = location.split('/').at(-1);
    const sending = await beginPut(location, bytes, 9 * MIB, { ...tus, 'upload-offset': '0' }, 'PATCH');
    sending.on('error', () => {}).destroy();
    const offset = await vi.waitUntil(async () => {
      const { headers } = await fetch(location, { method: 'HEAD', headers: tus });
      return Number(headers.get('upload-offset'));
    }, patience);
    expect((await fetch(`${url}/files/${key}`)).status).toBe(404);
    const rest = await fetch(location, {
      method: 'PATCH',
      headers: { ...tus, 'upload-offset': String(offset) },
      body: file.subarray(offset),
    });
    expect([rest.status, rest.headers.get('upload-offset')]).toEqual([204, String(bytes)]);
    const whole = await fetch(`${url}/files/${key}`);
    expect(file.equals(Buffer.from(await whole.arrayBuffer()))).toBe(true);
  });

  test('a resumable upload goes on in another process after a kill', async () => {
    const place = await makePlace();
    const port = await freePort();
    const first = spawn(place, { PORT: String(port) });
    const url = await first.url();
    const bytes = 70 * MIB;
    const service = { current: first };
    const file = Buffer.concat([...png(bytes)]);
    const offsets: number[] = [];
    const key = await new Promise<string>((resolve, reject) => {
      const upload = new Upload(file, {
        endpoint: `${url}/tus`,
        // For as long as the other process may take to start.
        retryDelays: Array<number>(150).fill(200),
        metadata: { filetype: 'image/png', sha256: digestOfPng(bytes).toString('hex') },
        onAfterResponse(request, response) {
          if (request.getMethod() === 'HEAD') offsets.push(Number(response.getHeader('Upload-Offset')));
        },
        onProgress(sent) {
          if (sent < 50 * MIB || service.current !== first) return;
          first.kill('SIGKILL');
          service.current = spawn(place, { PORT: String(port) });
        },
        onSuccess: () => resolve(upload.url?.split('/').at(-1) ?? ''),
        onError: reject,
      });
      upload.start();
    });
    // What was written down before the kill was not sent again.
    expect(offsets.at(-1)).toBeGreaterThanOrEqual(32 * MIB);
    const whole = await fetch(`http://localhost:${port}/files/${key}`);
    expect(whole.headers.get('content-type')).toBe('image/png');
    expect(file.equals(Buffer.from(await whole.arrayBuffer()))).toBe(true);
  });
}

/** Creates a resumable upload of a PNG of so many bytes; where it is to be sent. */
async function createTus(url: string, bytes: number): Promise<string> {
  const upload = { 'upload-length': String(bytes), 'upload-metadata': `filetype ${btoa('image/png')}` };
  const { headers } = await fetch(`${url}/tus`, { method: 'POST', headers: { ...tus, ...upload } });
  return new URL(headers.get('location') ?? '', url).href;
}

/** Resident memory of a process: now, and the most so far, in bytes. */
async function memoryOf(pid: number): Promise<{ now: number; peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
  return { now: kib('VmRSS') * 1024, peak: kib('VmHWM') * 1024 };
}
