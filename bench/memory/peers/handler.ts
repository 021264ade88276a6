import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** One cached object: 1,024 strings of 256 bytes. */
export type CachedObject = readonly string[];

/** What a program has beside node: nothing for the peers, ours what the runtime offers. */
export interface Means {
  /** Where objects go. */
  readonly store: { set(key: string, value: CachedObject): unknown };
  readonly readBody: (request: IncomingMessage) => Promise<{ readonly bytes: Buffer } & Disposable>;
  readonly sendJson: (response: ServerResponse, value: unknown) => void;
  /** Answers with the rows of all batches. */
  readonly streamJson: (
    response: ServerResponse,
    batches: AsyncIterable<readonly object[]>,
    options: { readonly batches: true },
  ) => Promise<unknown>;
}

/** As anyone writes it without a library. */
export const plain: Omit<Means, 'store'> = {
  async readBody(request) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return { bytes: Buffer.concat(chunks), [Symbol.dispose]() {} };
  },
  sendJson(response, value) {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(value));
  },
  async streamJson(response, batches) {
    response.setHeader('content-type', 'application/json');
    await pipeline(async function* () {
      let mark = '[';
      for await (const rows of batches) {
        yield mark + JSON.stringify(rows).slice(1, -1);
        mark = ',';
      }
      yield ']';
    }, response);
  },
};

const STRINGS = 1024;
const STRING_BYTES = 256;
const ROWS = 10_000;
/** What a database takes, in milliseconds… */
const QUERY_MS = 20;
/** …and one that is busy. */
const SLOW_QUERY_MS = 250;
/** What a cursor gives at once, and takes for it in milliseconds. */
const BATCH = 100;
const FETCH_MS = 1;
/** What an object store takes for 2 MiB, in milliseconds. */
const STORE_MS = 250;

/** What every program of this bench serves, ours and the Node peers alike; the Go peer does the same. */
export function handlerFor(means: Means): RequestListener {
  return (request, response) => {
    const url = request.url ?? '';
    if (url.startsWith('/objects/')) {
      means.store.set(url, makeObject());
      return void response.end('stored');
    }
    const answer = answerTo(url, means, request, response);
    answer.catch(() => response.destroy());
  };
}

function answerTo(
  url: string,
  means: Means,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<unknown> {
  if (url === '/uploads') return upload(means, request, response);
  if (url === '/list') return means.streamJson(response, cursor(), { batches: true });
  return report(means, response, url === '/report' ? QUERY_MS : SLOW_QUERY_MS);
}

/** No checksum is taken: node's own takes four times as long as Go's, and says nothing of memory. */
async function upload(means: Means, request: IncomingMessage, response: ServerResponse): Promise<void> {
  using body = await means.readBody(request);
  // The body goes to an object store.
  await sleep(STORE_MS);
  response.end(JSON.stringify({ bytes: body.bytes.length }));
}

async function report({ sendJson }: Means, response: ServerResponse, queryMs: number): Promise<void> {
  const rows = await query(queryMs);
  // The caller's permissions, say.
  await sleep(queryMs);
  sendJson(response, rows);
}

async function query(ms: number): Promise<object[]> {
  await sleep(ms);
  return rows(0, ROWS);
}

async function* cursor(): AsyncGenerator<object[]> {
  for (let from = 0; from < ROWS; from += BATCH) {
    await sleep(FETCH_MS);
    yield rows(from, BATCH);
  }
}

function rows(from: number, count: number): object[] {
  return Array.from({ length: count }, (_, index) => {
    const id = from + index;
    return {
      id,
      name: `customer ${id}`,
      email: `customer-${id}@example.com`,
      city: `city ${id % 997}`,
      total: id * 1.25,
    };
  });
}

let made = 0;
const scratch = Buffer.alloc(STRING_BYTES, 'x');

function makeObject(): CachedObject {
  return Array.from({ length: STRINGS }, () => {
    scratch.writeUInt32LE(made++);
    return scratch.toString('latin1');
  });
}
