import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const unzip = promisify(gunzip);

/** A request that is answered by this status, with the message as the reason. */
export class BadRequest extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * The whole body, unpacked.
 *
 * @param limit bytes, before and after unpacking
 * @throws BadRequest when it is larger (413), of another encoding than gzip (415), or broken (400)
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity')
    throw new BadRequest(415, `the encoding ${encoding} is not known: use gzip`);
  const chunks: Buffer[] = [];
  let size = 0;
  // Whoever sent too much is still to read the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new BadRequest(413, `more than ${limit} bytes`);
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (encoding === 'identity') return body;
  return unzip(body, { maxOutputLength: limit }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ERR_BUFFER_TOO_LARGE'
      ? new BadRequest(413, `more than ${limit} bytes once unpacked`)
      : new BadRequest(400, error.message);
  });
}
