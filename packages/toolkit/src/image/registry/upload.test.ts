import { createHash } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BlobStore } from '../cache/index.ts';
import { registryClient } from './client.ts';
import { uploadBlob, type UploadEvent } from './upload.ts';

const MIB = 2 ** 20;

test('an upload goes on where a broken connection left off, under a token', async () => {
  await using registry = await breakingRegistry(10 * MIB);
  const blobs = new BlobStore(await mkdtemp(join(tmpdir(), 'seaworthy-blobs-')));
  const content = Buffer.alloc(20 * MIB, 'seaworthy ');
  const blob = { mediaType: 'application/octet-stream', ...(await blobs.add(content)) };
  const events: UploadEvent[] = [];
  const client = registryClient({ registry: registry.address, repository: 'team/shop', access: 'pull,push' });
  await uploadBlob(blob, {
    client,
    blobs,
    sources: [],
    onEvent: (event) => events.push(event),
    retryDelay: () => 0,
  });

  expect(registry.breaks).toBe(1);
  expect(createHash('sha256').update(registry.received()).digest('hex')).toBe(
    blob.digest.replace('sha256:', ''),
  );
  expect(registry.sentBytes(), 'nothing that had arrived was sent again').toBe(content.length);
  expect(events.at(-1)).toEqual({ type: 'uploaded', digest: blob.digest, size: content.length });
});

/** A registry with a token service, which breaks the connection once after `breakAt` bytes of an upload. */
async function breakingRegistry(breakAt: number) {
  const chunks: Buffer[] = [];
  let sent = 0;
  const state = { breaks: 0 };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const upload = '/v2/team/shop/blobs/uploads/1';
  const size = () => chunks.reduce((sum, { length }) => sum + length, 0);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '', headers } = request;
    if (url.startsWith('/token')) {
      const scope = new URL(url, 'http://x').searchParams.get('scope');
      return void response.end(JSON.stringify({ token: `for ${scope}` }));
    }
    if (headers.authorization !== 'Bearer for repository:team/shop:pull,push') {
      const challenge = `Bearer realm="http://${address}/token",service="test"`;
      return void response.writeHead(401, { 'www-authenticate': challenge }).end();
    }
    if (method === 'HEAD') return void response.writeHead(404).end();
    if (method === 'POST') return void response.writeHead(202, { location: upload }).end();
    if (method === 'PATCH') {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        sent += chunk.length;
        chunks.push(chunk);
        if (state.breaks === 0 && size() >= breakAt) {
          state.breaks += 1;
          // What the client has under way may be more than what was read here.
          sent = size();
          return void request.socket.destroy();
        }
      }
      return void response.writeHead(202, { location: upload }).end();
    }
    if (method === 'GET')
      return void response.writeHead(204, { location: upload, range: `0-${size() - 1}` }).end();
    response.writeHead(201).end();
  }
  return {
    address,
    get breaks() {
      return state.breaks;
    },
    received: () => Buffer.concat(chunks),
    sentBytes: () => sent,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
