/** Answers every request with 1 KB, for as little as JavaScript can: what is measured is who asks. Prints its port. */
import { createServer, type AddressInfo } from 'node:net';

const BODY_BYTES = 1024;
const END = '\r\n\r\n';
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: ${BODY_BYTES}\r\n\r\n${'x'.repeat(BODY_BYTES)}`,
);

const server = createServer({ noDelay: true }, (socket) => {
  let rest = '';
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    // No request has a body, so that each end of a head is a request's.
    const parts = (rest + bytes.toString('latin1')).split(END);
    rest = parts.pop() ?? '';
    if (parts.length > 0) socket.write(parts.length === 1 ? answer : Buffer.concat(parts.map(() => answer)));
  });
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
