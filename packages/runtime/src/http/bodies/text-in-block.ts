import type { ServerResponse } from 'node:http';
import { hasNoBody } from '../response/has-no-body.ts';
import { MIN_BLOCK_BYTES } from './block-sizes.ts';
import { BlockWriter } from './block-writer.ts';
import { onceHandedOver } from './once-handed-over.ts';

/**
 * The bytes of a long text that is about to end a response, in a block that is used again once the system has them. Node
 * would put the head before the text, make one text of both, and encode that into new memory: two copies, each mapped page by
 * page and unmapped. What goes out is the same, byte for byte.
 *
 * @param encoding as it was given to `response.end`; it may be its callback
 * @returns undefined where the text has less than 64 Ki characters, or goes no such way
 */
export function textInBlock(response: ServerResponse, text: string, encoding: unknown): Buffer | undefined {
  if (text.length < MIN_BLOCK_BYTES || !isUtf8(encoding) || !canEnd(response)) return undefined;
  const writer = BlockWriter.of(text);
  onceHandedOver(response, () => writer.release());
  return writer.bytes;
}

/** It is node's default. */
function isUtf8(encoding: unknown): boolean {
  return typeof encoding !== 'string' || /^utf-?8$/i.test(encoding);
}

function canEnd(response: ServerResponse): boolean {
  const { writableEnded, destroyed, req, statusCode, socket, writableCorked } = response;
  if (writableEnded || destroyed || req.method === 'HEAD' || hasNoBody(statusCode)) return false;
  // Behind a pipelined response, node puts the head before all that waits, a `100 Continue` too; a text goes behind.
  if (socket === null) return false;
  // Of a response that is corked node tells the end before it has written all of it.
  if (writableCorked > 0) return false;
  return isAscii(headOf(response));
}

/** Node sends other characters of it as UTF-8 with a text, and as Latin-1 before bytes. */
function headOf(response: ServerResponse): string {
  // Node's types leave it out: the head, once it is composed.
  const { _header: head } = response as unknown as { readonly _header: string | null };
  if (head !== null) return head;
  return `${response.statusMessage}${Object.values(response.getHeaders()).flat().join('')}`;
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}
