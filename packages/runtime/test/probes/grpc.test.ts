import http2 from 'node:http2';
import { once } from 'node:events';
import { Client, credentials, type ClientReadableStream, type ServiceError } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startAdminServer, type AdminServer } from './admin-server.ts';

interface HealthResponse {
  readonly status: string;
}

let admin: AdminServer;
let client: Client;
beforeEach(async () => {
  admin = await startAdminServer();
  client = new Client(`127.0.0.1:${admin.port}`, credentials.createInsecure());
});
afterEach(async () => {
  client.close();
  await admin[Symbol.asyncDispose]();
});

const methods = Object.fromEntries(Object.values(service).map((method) => [method.path, method]));

function methodNamed(name: string) {
  return methods[`/grpc.health.v1.Health/${name}`] ?? expect.unreachable();
}

function check(name: string): Promise<string> {
  const { path, requestSerialize, responseDeserialize } = methodNamed('Check');
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize as (bytes: Buffer) => HealthResponse,
      { service: name },
      (error, response) =>
        response === undefined ? reject(error as ServiceError) : resolve(response.status),
    );
  });
}

function watch(name: string): ClientReadableStream<HealthResponse> {
  const { path, requestSerialize, responseDeserialize } = methodNamed('Watch');
  return client.makeServerStreamRequest(
    path,
    requestSerialize,
    responseDeserialize as (bytes: Buffer) => HealthResponse,
    { service: name },
  );
}

test('Check follows the states: the empty name and the service’s are readiness', async () => {
  const names = ['', 'shop', 'readiness', 'liveness', 'startup'];
  const all = () => Promise.all(names.map(check));
  expect(await all()).toEqual(['NOT_SERVING', 'NOT_SERVING', 'NOT_SERVING', 'SERVING', 'NOT_SERVING']);
  admin.enter('ready');
  expect(await all()).toEqual(['SERVING', 'SERVING', 'SERVING', 'SERVING', 'SERVING']);
  admin.enter('draining');
  expect(await all()).toEqual(['NOT_SERVING', 'NOT_SERVING', 'NOT_SERVING', 'SERVING', 'SERVING']);
});

test('Check of an unknown service is NOT_FOUND', async () => {
  await expect(check('another')).rejects.toMatchObject({ code: 5 });
});

test('a name that is too long is refused', async () => {
  await expect(check('x'.repeat(5000))).rejects.toMatchObject({ code: 8 });
});

test('a method that is not there is UNIMPLEMENTED', async () => {
  const { requestSerialize, responseDeserialize } = methodNamed('Check');
  const call = new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      '/shop.Orders/Place',
      requestSerialize,
      responseDeserialize,
      {},
      (error, response) => (error === null ? resolve(response) : reject(error)),
    );
  });
  await expect(call).rejects.toMatchObject({ code: 12 });
});

test('Watch tells at once, then on every change, and ends when the server closes', async () => {
  const seen: string[] = [];
  const stream = watch('');
  stream.on('data', ({ status }: HealthResponse) => seen.push(status));
  const ended = once(stream, 'error');
  await expect.poll(() => seen).toEqual(['NOT_SERVING']);
  admin.enter('ready');
  await expect.poll(() => seen).toEqual(['NOT_SERVING', 'SERVING']);
  admin.enter('degraded');
  admin.enter('draining');
  await expect.poll(() => seen).toEqual(['NOT_SERVING', 'SERVING', 'NOT_SERVING']);
  await admin.server.close();
  expect(await ended).toMatchObject([{ code: 14 }]);
});

test('Watch of an unknown service says so, and goes on', async () => {
  const stream = watch('another');
  stream.on('error', () => undefined);
  const [message] = (await once(stream, 'data')) as [HealthResponse];
  expect(message.status).toBe('SERVICE_UNKNOWN');
  admin.enter('ready');
  expect(await check('')).toBe('SERVING');
  expect(stream.destroyed).toBe(false);
  stream.cancel();
});

test.each([
  ['compressed', [1, 0, 0, 0, 0], '12'],
  ['not protobuf', [0, 0, 0, 0, 2, 0x0a, 0x7f], '3'],
  ['cut short', [0, 0, 0, 0, 9, 1], '3'],
  ['empty', [], '3'],
])('a message that is %s', async (_, bytes, status) => {
  const session = http2.connect(`http://127.0.0.1:${admin.port}`);
  const stream = session.request({
    ':method': 'POST',
    ':path': '/grpc.health.v1.Health/Check',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  stream.end(Buffer.from(bytes));
  const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders];
  expect(headers['grpc-status']).toBe(status);
  session.destroy();
});
