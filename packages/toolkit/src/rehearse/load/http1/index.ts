/** HTTP/1.1, made for speed: requests encoded beforehand, responses read where they lie. */
export { Http1Client } from './http1-client.ts';
