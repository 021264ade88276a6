import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Secret } from '../../../src/config/index.ts';
import { s3, type S3Options } from '../../../src/stores/s3/index.ts';
import { s3Store, uploads } from '../../../src/stores/uploads/index.ts';
import { attributesOf } from '../../telemetry/official-otlp.ts';
import { startTraced } from '../../telemetry/traced.ts';
import { buildMs, s3Missing, S3Server } from '../s3-server.ts';
import { started, testContext } from '../started.ts';

const object = { Bucket: 'test', Key: 'a' };

describe.skipIf(s3Missing !== '')(`a bucket${s3Missing}`, () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await S3Server.start();
  }, buildMs);
  afterAll(() => server?.[Symbol.asyncDispose]());

  test.each<[string, Partial<S3Options>]>([
    ['the credentials are wrong', { credentials: { accessKeyId: 'test', secretAccessKey: 'wrong' } }],
    ['there is no such bucket', { bucket: 'none' }],
  ])('ends the start where %s, and says so', async (reason, options) => {
    const context = testContext();
    await expect(s3({ ...server.options, ...options }).start(context)).rejects.toThrow(reason);
    expect(context.events).toEqual([]);
  });

  test('asks what tells its credentials at each request', async () => {
    let secretAccessKey = new Secret('test-secret');
    const component = s3({
      ...server.options,
      credentials: () => ({ accessKeyId: 'test', secretAccessKey }),
    });
    const bucket = await started(component);
    const { signal } = new AbortController();
    const check = async () => component.check?.run(bucket, signal);
    await bucket.client.putObject({ ...object, Body: 'told' });
    const signed = await fetch(await bucket.signDownload('a', 60, {}));
    expect(await signed.text()).toBe('told');
    secretAccessKey = new Secret('wrong');
    await expect(check()).rejects.toThrow('the credentials are wrong');
    await expect(bucket.client.headBucket({ Bucket: 'test' })).rejects.toThrow();
    secretAccessKey = new Secret('test-secret');
    await check();
    await bucket.client.headBucket({ Bucket: 'test' });
  });

  test('is waited for while its server is down', async () => {
    await using late = await S3Server.down();
    const context = testContext();
    const bucket = started(s3({ ...late.options, maxAttempts: 1 }), context);
    await vi.waitUntil(() => context.events.some(({ type }) => type === 'waiting'), { timeout: 20_000 });
    await late.start();
    await expect((await bucket).client.headBucket({ Bucket: 'test' })).resolves.toBeDefined();
  });

  test('that is not critical is not waited for, and its check fails', async () => {
    await using late = await S3Server.down();
    const component = s3({ ...late.options, critical: false, maxAttempts: 1 });
    const bucket = await started(component);
    const { signal } = new AbortController();
    const check = async () => component.check?.run(bucket, signal);
    expect(component.check?.critical).toBe(false);
    await expect(check()).rejects.toThrow(/ECONNREFUSED/);
    await late.start();
    await check();
  });

  test('is not down where downloads hold all connections of its client', async () => {
    const component = s3({ ...server.options, maxConnections: 1 });
    const bucket = await started(component);
    // More than the sockets on the way hold.
    await bucket.client.putObject({ ...object, Body: Buffer.alloc(16 * 2 ** 20) });
    const { Body: unread } = await bucket.client.getObject(object);
    await component.check?.run(bucket, AbortSignal.timeout(5000));
    (unread as Readable).destroy();
  });

  test('whose server hangs fails its requests after the time-out, and works when it goes on', async () => {
    await using hanging = await S3Server.start();
    const bucket = await started(s3({ ...hanging.options, idleTimeoutMs: 1000, maxAttempts: 1 }));
    hanging.hang();
    await expect(bucket.client.putObject({ ...object, Body: 'x' })).rejects.toThrow(/timed out/i);
    hanging.resume();
    await expect(bucket.client.putObject({ ...object, Body: 'x' })).resolves.toBeDefined();
  });

  test('gives its requests spans and figures', async () => {
    await using traced = await startTraced();
    const bucket = await started(s3(server.options));
    await bucket.client.putObject({ ...object, Body: 'x' });
    await traced.flush();
    expect(attributesOf(traced.collector.span('PUT'))).toMatchObject({
      'http.request.method': 'PUT',
      'server.address': '127.0.0.1',
      'server.port': String(server.port),
      'http.response.status_code': '200',
    });
    expect(traced.clientRequests).toContainEqual(expect.objectContaining({ method: 'PUT', status: 200 }));
  });

  test('answers signed links itself, for as long as they hold', async () => {
    const bucket = await started(s3(server.options));
    const component = uploads({ store: s3Store({ bucket }), types: ['text/csv'], maxBytes: 100 });
    const files = await started(component);
    const headers = { 'content-type': 'text/csv' };
    await files.save(Readable.from([Buffer.from('0123456789')]), { key: 'a.csv', headers });
    const link = await files.link('a.csv', {
      expiresInMs: 60_000,
      filename: 'b.csv',
      cacheControl: 'no-store',
    });
    const answer = await fetch(link, { headers: { range: 'bytes=2-4' } });
    expect([answer.status, await answer.text()]).toEqual([206, '234']);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=b.csv');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(new URL(link).searchParams.get('X-Amz-Expires')).toBe('60');
    for (const forged of [
      link.replace('/a.csv?', '/b.csv?'),
      link.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'),
    ]) {
      const refused = await fetch(forged);
      expect(refused.status).toBe(403);
      await refused.body?.cancel();
    }
  });

  test('signs links for where its clients reach it', async () => {
    const bucket = await started(s3({ ...server.options, publicEndpoint: 'https://files.example' }));
    expect(await bucket.signDownload('a', 60, {})).toMatch(
      /^https:\/\/files\.example\/test\/a\?.*X-Amz-Signature=/,
    );
  });
});
