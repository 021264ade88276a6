import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { SeaworthyError } from '../../errors.ts';
import { jsonOf } from './json-bytes.ts';
import { onceHandedOver } from './once-handed-over.ts';

/** How to answer. */
export interface SendJsonOptions {
  /** Default: the response's own, 200. */
  readonly status?: number;
  /** In addition to those that the response has. `content-type` may be among them. */
  readonly headers?: OutgoingHttpHeaders;
}

/**
 * Answers with `value` as JSON, byte for byte what `JSON.stringify(value)` says, with its Content-Length. Large answers are
 * put together in one block of memory that is used again once the system has them: an array of more than 100 elements 100
 * at a time, so that neither one large text nor a copy of it is made. (`toJSON` of an element is told its index among those.)
 * While a client reads slowly, its block waits; when the client goes away, the collector frees it.
 *
 * @throws SeaworthyError SW_NO_JSON where `value` is undefined or a function
 * @throws TypeError what `JSON.stringify` throws, of cycles and BigInts; nothing has been sent then
 */
export function sendJson(
  response: ServerResponse | Http2ServerResponse,
  value: unknown,
  options: SendJsonOptions = {},
): void {
  const json = jsonOf(value);
  if (json === undefined)
    throw new SeaworthyError('SW_NO_JSON', {
      what: `A value of type ${typeof value} was to be sent as JSON`,
    });
  if (typeof json === 'string') {
    setJsonHead(response, Buffer.byteLength(json), options);
    response.end(json);
    return;
  }
  try {
    setJsonHead(response, json.length, options);
  } catch (error) {
    json.release();
    throw error;
  }
  onceHandedOver(response, () => json.release());
  response.end(json.bytes);
}

/**
 * Sets what the options say of the response, and that it is JSON.
 *
 * @param length in bytes; undefined where it is not known yet
 */
export function setJsonHead(
  response: ServerResponse | Http2ServerResponse,
  length: number | undefined,
  { status, headers = {} }: SendJsonOptions,
): void {
  for (const [name, field] of Object.entries(headers))
    if (field !== undefined) response.setHeader(name, field);
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');
  if (length !== undefined) response.setHeader('content-length', length);
  if (status !== undefined) response.statusCode = status;
}
