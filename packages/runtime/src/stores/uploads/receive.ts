import { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { freeChunk } from '../../free-chunk.ts';
import { randomHex } from '../../random-hex.ts';
import { checkKey } from './key.ts';
import {
  digestOf,
  Reception,
  sha256,
  type Headers,
  type Rules,
  type SavedUpload,
} from './reception/index.ts';
import type { ObjectStore } from './store/index.ts';

/** What to make of a body. */
export interface SaveOptions {
  /** The object's key; what had it before is replaced. Default: 32 random hexadecimal digits. */
  readonly key?: string;
  /**
   * Those of the request, with names in lower case: `content-type`, `content-length`, and a SHA-256 in `repr-digest` or
   * `content-digest` (RFC 9530). Default: none.
   */
  readonly headers?: Headers;
}

/** A request of node or any framework, a stream, or the body of a web request. */
export type Body = Readable | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** Receives `body` to its end and publishes it, or leaves nothing of it. */
export async function receive(
  store: ObjectStore,
  rules: Rules,
  body: Body,
  { key = randomHex(32), headers = {} }: SaveOptions,
): Promise<SavedUpload> {
  checkKey(key);
  const declared = headers['content-length'];
  const reception = new Reception(
    store,
    rules,
    {
      key,
      declaredType: textOf(headers['content-type']),
      length: declared === undefined ? undefined : Number(declared),
      sha256: digestOf(headers)?.toString('hex'),
    },
    sha256(),
  );
  try {
    for await (const chunk of chunksOf(body)) {
      await reception.write(chunk);
      if (body instanceof IncomingMessage) freeChunk(chunk);
    }
    return await reception.finish();
  } catch (error) {
    // What can't be removed now is swept later.
    await reception.abort().catch(() => {});
    throw error;
  }
}

/** The body's chunks. A refusal in the middle leaves it open, so that the client can still be told. */
function chunksOf(body: Body): AsyncIterable<Uint8Array> {
  if (body instanceof Readable) return body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  return body instanceof ReadableStream ? body.values({ preventCancel: true }) : body;
}

function textOf(value: Headers[string]): string | undefined {
  return typeof value === 'object' ? value[0] : value;
}
