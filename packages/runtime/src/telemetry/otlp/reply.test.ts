import { expect, test } from 'vitest';
import { judge, parseRetryAfter } from './reply.ts';

const noon = Date.UTC(2026, 0, 1, 12);

test.each([
  [undefined, undefined],
  ['2', 2_000],
  ['0', 0],
  ['Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
  ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
  ['soon', undefined],
])('Retry-After: %s', (value, ms) => {
  expect(parseRetryAfter(value, noon)).toBe(ms);
});

test.each([
  [200, 'accepted'],
  [400, 'refused'],
  [413, 'refused'],
  [429, 'retry'],
  [500, 'refused'],
  [502, 'retry'],
  [503, 'retry'],
  [504, 'retry'],
])('status %d: %s', (status, type) => {
  const reply = { status, retryAfterMs: undefined, contentType: undefined, body: new Uint8Array() };
  expect(judge(reply).type).toBe(type);
});

/** `google.rpc.Status { code = 1, message = 2 }`. */
const status = (message: string) =>
  Buffer.concat([Buffer.from([8, 3, 0x12, message.length]), Buffer.from(message)]);

test.each([
  ['application/x-protobuf', status('no such tenant'), 'HTTP 400: no such tenant'],
  ['application/json', Buffer.from('{"code":3,"message":"no such tenant"}'), 'HTTP 400: no such tenant'],
  ['text/plain; charset=utf-8', Buffer.from('404 page not found\n'), 'HTTP 400: 404 page not found'],
  ['text/html', Buffer.from('<html>'), 'HTTP 400'],
  ['application/json', Buffer.from('null'), 'HTTP 400'],
  ['application/json', Buffer.from('{"message":7}'), 'HTTP 400'],
  ['application/x-protobuf', Buffer.from('<html>'), 'HTTP 400'],
  [undefined, Buffer.from('text'), 'HTTP 400'],
])('what a collector says is told: %s, %j', (contentType, body, message) => {
  expect(judge({ status: 400, retryAfterMs: undefined, contentType, body })).toEqual({
    type: 'refused',
    message,
  });
});
