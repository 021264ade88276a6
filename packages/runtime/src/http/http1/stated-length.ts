import type { ServerResponse } from 'node:http';
import { SeaworthyError } from '../../errors.ts';
import type { Exchange } from '../exchange/exchange.ts';

/** What node keeps of a response of HTTP/1.1, and its types leave out. */
interface Internals {
  readonly _hasBody: boolean;
  readonly _contentLength: number | null;
  readonly _header: string;
  /** What of it waits until the responses before it have been sent. */
  readonly outputSize: number;
}

/** What a response has sent so far, in bytes. Before its head that is nothing, or such as 100 Continue. */
export function sentBytes({ response, connection }: Exchange): number {
  if (response.socket === null) return (response as ServerResponse & Internals).outputSize;
  return connection.socket.bytesWritten - connection.written;
}

/**
 * The error of a response, which has been sent, whose body is of another length than its Content-Length states; undefined where it is as
 * stated. Node sends it so: a client would wait for the rest, take the next answer on the connection for it, or the excess for an answer.
 */
export function lengthError({
  response,
  connection,
  bytesOut,
  interimBytes,
  method,
  path,
}: Exchange): SeaworthyError | undefined {
  const { _hasBody, _contentLength, _header, chunkedEncoding } = response as ServerResponse & Internals;
  if (_contentLength === null || !_hasBody || chunkedEncoding) return undefined;
  const length = bytesOut - interimBytes - _header.length;
  if (length === _contentLength || notAscii.test(_header)) return undefined;
  // Node drops what is written once its client has gone, and tells the end of that as of any other.
  if (!connection.socket.writable) return undefined;
  return new SeaworthyError('SW_RESPONSE_LENGTH', {
    what: `The body has ${length} bytes, and Content-Length states ${_contentLength}`,
    where: `${method} ${path}`,
  });
}

/** Node encodes the head as it does a text behind it, so that its length is not known. */
const notAscii = /[^\0-\x7f]/;
