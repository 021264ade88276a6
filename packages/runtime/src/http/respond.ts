import { STATUS_CODES, type ServerResponse } from 'node:http';

/** Answers with nothing but the status, dropping what the handler had prepared. Headers must not have been sent. */
export function respond(response: ServerResponse, status: number): void {
  for (const name of response.getHeaderNames()) if (name !== 'x-request-id') response.removeHeader(name);
  response.statusCode = status;
  // HTTP/2 has no reason phrase, and node warns of one.
  if (response.req.httpVersionMajor === 1) response.statusMessage = STATUS_CODES[status] ?? '';
  response.setHeader('content-type', 'text/plain');
  response.end(STATUS_CODES[status]);
}
