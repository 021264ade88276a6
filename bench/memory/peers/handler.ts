import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32 } from 'node:zlib';

/** One cached object: 1,024 strings of 256 bytes. */
export type CachedObject = readonly string[];

/** Where objects go: a Map for the peers, which have nothing else. */
export interface ObjectStore {
  set(key: string, value: CachedObject): unknown;
}

const STRINGS = 1024;
const STRING_BYTES = 256;
const ROWS = 10_000;
/** What a database takes, in milliseconds. */
const QUERY_MS = 20;
/** What an object store takes for 2 MiB, in milliseconds. */
const STORE_MS = 250;

/** What every program of this bench serves, ours and the Node peers alike; the Go peer does the same. */
export function handlerFor(store: ObjectStore): RequestListener {
  return (request, response) => {
    const url = request.url ?? '';
    if (url.startsWith('/objects/')) {
      store.set(url, makeObject());
      return void response.end('stored');
    }
    const answer = url === '/uploads' ? upload(request, response) : report(response);
    answer.catch(() => response.destroy());
  };
}

async function upload(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  const checksum = crc32(body);
  // The body goes to an object store.
  await sleep(STORE_MS);
  response.end(JSON.stringify({ bytes: body.length, checksum }));
}

/** In a function of its own, as body parsers do it: what a function that waits has in its variables stays alive. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function report(response: ServerResponse): Promise<void> {
  const rows = await query();
  // The caller's permissions, say.
  await sleep(QUERY_MS);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(rows));
}

async function query(): Promise<object[]> {
  await sleep(QUERY_MS);
  return Array.from({ length: ROWS }, (_, id) => ({
    id,
    name: `customer ${id}`,
    email: `customer-${id}@example.com`,
    city: `city ${id % 997}`,
    total: id * 1.25,
  }));
}

let made = 0;
const scratch = Buffer.alloc(STRING_BYTES, 'x');

function makeObject(): CachedObject {
  return Array.from({ length: STRINGS }, () => {
    scratch.writeUInt32LE(made++);
    return scratch.toString('latin1');
  });
}
