/** http-terminator as its README shows it, with its defaults. */
import { createServer } from 'node:http';
import { createHttpTerminator } from 'http-terminator';
import { address, handler } from './handler.ts';

const server = createServer(handler).listen(address);
const terminator = createHttpTerminator({ server });
process.on('SIGTERM', () => {
  void terminator.terminate().then(() => process.exit(0));
});
