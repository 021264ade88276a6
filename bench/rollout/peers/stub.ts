/**
 * Loses nothing by construction: it goes on for longer than any proxy lags, closes each kept connection with its next
 * answer, and lets those that are never used again close by the client. With it the bench proves that it loses nothing
 * itself.
 */
import { createServer } from 'node:http';
import { Server } from 'node:net';
import { address, handler } from './handler.ts';

const delayMs = Number(process.env['STUB_DELAY'] ?? 6000);
let leaving = false;
const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  if (leaving) response.setHeader('connection', 'close');
  handler(request, response);
}).listen(address);

process.on('SIGTERM', () => {
  leaving = true;
  setTimeout(() => {
    // net.Server's close, because that of node:http would close the idle connections as well.
    Server.prototype.close.call(server, () => process.exit(0));
  }, delayMs);
});
