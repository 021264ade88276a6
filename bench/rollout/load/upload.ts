import type { Writable } from 'node:stream';

/** How long a slow upload takes, in milliseconds. */
const UPLOAD_MS = 2000;

/** Headers of a request with this JSON body, or without a body. */
export function uploadHeaders(upload: string | undefined): Record<string, string | number> {
  if (upload === undefined) return {};
  return { 'content-type': 'application/json', 'content-length': Buffer.byteLength(upload) };
}

/** Sends the body, half of it at once and the rest two seconds later, as a client on a slow network does. */
export function sendBody(request: Writable, upload: string | undefined): void {
  if (upload === undefined) return void request.end();
  const half = Math.ceil(upload.length / 2);
  request.write(upload.slice(0, half));
  setTimeout(() => {
    if (!request.destroyed) request.end(upload.slice(half));
  }, UPLOAD_MS);
}
