import type { RequestListener } from 'node:http';

/** The one JSON route, written for node:http. */
export const listener: RequestListener = (request, response) => {
  if (request.url !== '/hello') {
    response.writeHead(404).end();
    return;
  }
  const body = JSON.stringify({ hello: 'world' });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
};
