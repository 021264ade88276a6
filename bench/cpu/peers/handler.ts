/** What a request costs: a page of records made, as text, and hashed in libuv's threads, as a real API does. */
import { randomUUID, scrypt } from 'node:crypto';
import type { RequestListener } from 'node:http';

const RECORDS = 200;
/** A small cost: a millisecond or so in a thread of libuv. */
const COST = { N: 256, r: 8, p: 1 };

export const listener: RequestListener = (_request, response) => {
  const records = Array.from({ length: RECORDS }, (_, id) => ({
    id,
    key: randomUUID(),
    tags: [`t${id}`, `u${id}`],
  }));
  const body = JSON.stringify(records);
  scrypt(body, 'salt', 16, COST, (error, key) => {
    if (error !== null) return response.writeHead(500).end();
    response.writeHead(200, { 'content-type': 'application/json', etag: key.toString('hex') }).end(body);
  });
};
