import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { s3, type S3Bucket } from '../../../src/stores/s3/index.ts';
import { folderStore, s3Store } from '../../../src/stores/uploads/store/index.ts';
import { buildMs, s3Missing, S3Server } from '../s3-server.ts';
import { started, stopped, testContext } from '../started.ts';
import { storeBehaviour } from './behaviour.ts';

describe('a folder', () => {
  storeBehaviour(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seaworthy-uploads-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const [store, other] = [folderStore({ folder, allowed: true }), folderStore({ folder, allowed: true })];
    await store.open(testContext());
    return { store, other };
  });

  test('is refused in production, with the setting that fixes it', async () => {
    const store = folderStore({ folder: '/nowhere', allowed: false, setting: 'PHOTOS_ENDPOINT' });
    await expect(store.open(testContext())).rejects.toThrow(/Set PHOTOS_ENDPOINT .* \[SW_EMBEDDED_STORE\]/);
  });
});

describe.skipIf(s3Missing !== '')(`a bucket${s3Missing}`, () => {
  let server: S3Server;
  let bucket: S3Bucket;
  let count = 0;
  beforeAll(async () => {
    server = await S3Server.start();
    bucket = await s3(server.options).start(testContext());
  }, buildMs);
  afterAll(async () => {
    if (bucket !== undefined) await stopped(s3(server.options), bucket);
    await server?.[Symbol.asyncDispose]();
  });

  storeBehaviour(async () => {
    const prefix = `uploads-${count++}/`;
    const partBytes = 5 * 2 ** 20;
    const other = await started(s3(server.options));
    return {
      store: s3Store({ bucket, prefix, partBytes }),
      other: s3Store({ bucket: other, prefix, partBytes }),
    };
  });

  test('has parts no smaller than S3 allows', () => {
    expect(() => s3Store({ bucket, partBytes: 1 })).toThrow(
      expect.objectContaining({ code: 'SW_DEFINITION' }),
    );
  });

  test('has larger parts where there would be more than 10,000', async () => {
    const store = s3Store({ bucket, prefix: 'large/' });
    const draft = await store.begin({ key: 'x', contentType: 'a/b', maxBytes: 2 ** 40 });
    const { partBytes } = await draft.suspend();
    expect(Number(partBytes) * 10_000).toBeGreaterThanOrEqual(2 ** 40);
  });
});
