/** HTTP/2 without TLS. */
export { H2cClient } from './h2c-client.ts';
