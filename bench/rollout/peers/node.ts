/** node:http without a signal handler: the default action of SIGTERM ends it. */
import { createServer } from 'node:http';
import { address, handler } from './handler.ts';

createServer(handler).listen(address);
