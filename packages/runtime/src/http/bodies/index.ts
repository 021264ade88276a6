/** Bodies in memory of their own, which is used again: of requests read whole, and of large answers. */
export { governBlocks } from './govern.ts';
export { readBody, type IncomingBody, type ReadBodyOptions } from './read-body.ts';
export type { Body } from './body.ts';
export { sendJson, type SendJsonOptions } from './send-json.ts';
export { streamJson, type JsonSource, type StreamJsonOptions } from './stream-json.ts';
export { textInBlock } from './text-in-block.ts';
