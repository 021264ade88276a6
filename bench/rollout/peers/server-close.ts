/** node:http with the handler that most tutorials show. */
import { createServer } from 'node:http';
import { address, handler } from './handler.ts';

const server = createServer(handler).listen(address);
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
});
