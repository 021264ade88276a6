/** HTTP/2 without TLS. */
export { exchange } from './exchange.ts';
export { isGrpc } from './grpc-status.ts';
export { H2cClient } from './h2c-client.ts';
export { Session } from './session.ts';
