import type { RequestListener } from 'node:http';

/** How long a slow request takes, in milliseconds. */
export const SLOW_MS = 2000;

/** What every program of this bench serves: `/slow` after two seconds, anything else at once and synchronously. */
export const handler: RequestListener = (request, response) => {
  const answer = () => {
    response.setHeader('content-type', 'text/plain');
    response.end('hello\n');
  };
  if (request.url === '/slow') setTimeout(answer, SLOW_MS);
  else answer();
};

/** Where to listen, as the manifest says. */
export const address = {
  port: Number(process.env['PORT']),
  host: process.env['HOST'],
  adminPort: Number(process.env['ADMIN_PORT']),
};
