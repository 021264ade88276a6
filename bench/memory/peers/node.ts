/** node:http, with whatever flags it was started. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { handlerFor, plain } from './handler.ts';

const server = createServer(handlerFor({ ...plain, store: new Map() })).listen(0, '127.0.0.1', 4096, () => {
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
});
