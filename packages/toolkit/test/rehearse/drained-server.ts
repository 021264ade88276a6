/**
 * A server that loses nothing by construction: after SIGTERM it serves on for `DRAIN_MS`, longer than any proxy here lags, and the machine,
 * closes each kept connection with its next answer, and lets those that are never used again be closed by their clients.
 * Listens on `HOST` (default: 127.0.0.1) and `PORT` (default: a free one), and prints the port once it does.
 */
import { createServer } from 'node:http';
import { Server } from 'node:net';

let isLeaving = false;
const { HOST = '127.0.0.1', PORT = '0' } = process.env;
const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  // Answered before its end, an upload would meet a connection that has been closed behind the answer (RFC 9112, 9.6).
  request.resume().once('end', () => {
    if (isLeaving) response.setHeader('connection', 'close');
    response.end('hello\n');
  });
}).listen(Number(PORT), HOST, () => {
  const address = server.address();
  console.log(typeof address === 'object' && address?.port);
});

process.on('SIGTERM', () => {
  isLeaving = true;
  setTimeout(() => {
    // net.Server's close, because that of node:http would close the idle connections as well.
    Server.prototype.close.call(server, () => process.exit(0));
  }, Number(process.env['DRAIN_MS']));
});
