import type { ServerResponse } from 'node:http';
import { MIN_BLOCK_BYTES } from './block-sizes.ts';
import { BlockWriter } from './block-writer.ts';
import { onceHandedOver } from './once-handed-over.ts';

/**
 * The bytes of a long text that is about to end a response, in a block that is used again once the system has them. Node
 * would put the head before the text, make one text of both, and encode that into new memory: two copies, each mapped page by
 * page and unmapped.
 *
 * @param encoding as it was given to `response.end`; it may be its callback
 * @returns undefined where the text is short, or goes no such way
 */
export function textInBlock(response: ServerResponse, text: string, encoding: unknown): Buffer | undefined {
  if (text.length < MIN_BLOCK_BYTES || !isUtf8(encoding)) return undefined;
  if (response.writableEnded || response.destroyed || response.req.method === 'HEAD') return undefined;
  const writer = BlockWriter.of(text);
  onceHandedOver(response, () => writer.release());
  return writer.bytes;
}

/** It is node's default. */
function isUtf8(encoding: unknown): boolean {
  return typeof encoding !== 'string' || /^utf-?8$/i.test(encoding);
}
