import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { streamOf } from '../http2/stream.ts';

type Response = ServerResponse | Http2ServerResponse;

/** Whether nobody takes any more of the response. */
export function isGone(response: Response): boolean {
  return (streamOf(response) ?? response).destroyed;
}

/** Resolves once the response takes more, or nobody takes any. */
export async function drained(response: Response): Promise<void> {
  if (isGone(response)) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const event of ['drain', 'close']) response.once(event, resolve);
  await promise;
  for (const event of ['drain', 'close']) response.off(event, resolve);
}
