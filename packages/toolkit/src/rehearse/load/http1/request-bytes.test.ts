import { expect, test } from 'vitest';
import type { LoadAction } from '../plan.ts';
import { getRoot } from '../../testing/index.ts';
import { encodeRequest, withHeaders } from './request-bytes.ts';

const get: LoadAction = { ...getRoot, path: '/a?b=c' };
const encoded = (action: Partial<LoadAction>) => encodeRequest({ ...get, ...action }, 'shop');
const agent = 'user-agent: seaworthy-rehearse';

test.each<[string, Partial<LoadAction>, string]>([
  ['a GET', {}, `GET /a?b=c HTTP/1.1\r\nhost: shop\r\n${agent}\r\n\r\n`],
  [
    'a POST without content',
    { method: 'POST' },
    `POST /a?b=c HTTP/1.1\r\nhost: shop\r\n${agent}\r\ncontent-length: 0\r\n\r\n`,
  ],
  [
    'content, in bytes',
    { method: 'DELETE', body: 'ä' },
    `DELETE /a?b=c HTTP/1.1\r\nhost: shop\r\n${agent}\r\ncontent-length: 2\r\n\r\nä`,
  ],
  [
    'an event stream',
    { kind: 'sse' },
    `GET /a?b=c HTTP/1.1\r\nhost: shop\r\n${agent}\r\naccept: text/event-stream\r\n\r\n`,
  ],
  [
    'headers of its own, which win',
    { headers: { host: 'other', 'x-a': '1' } },
    `GET /a?b=c HTTP/1.1\r\nhost: other\r\n${agent}\r\nx-a: 1\r\n\r\n`,
  ],
])('%s is sent as it has to be, and closes a connection of its own', (_, action, bytes) => {
  const { kept, fresh, parts, isHead } = encoded(action);
  expect(kept.toString()).toBe(bytes);
  expect(fresh.toString()).toBe(bytes.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n'));
  expect([parts, isHead]).toEqual([[], false]);
});

test('of a HEAD it is known that its answer has no body', () => {
  expect(encoded({ method: 'HEAD' }).isHead).toBe(true);
});

test('an upload over time is sent part by part, every 50 ms', () => {
  const body = 'x'.repeat(1001);
  const { kept, parts } = encoded({ kind: 'upload', method: 'POST', body, overMs: 500 });
  expect(kept.toString()).toMatch(/content-length: 1001\r\n\r\n$/);
  expect(parts).toHaveLength(10);
  expect(Buffer.concat(parts).toString()).toBe(body);
  expect(encoded({ kind: 'upload', method: 'POST', body }).parts).toEqual([]);
});

test('more headers stand before its own', () => {
  const { kept } = encoded({});
  expect(withHeaders(kept, { a: '1', b: '2' }).toString()).toMatch(
    /^GET \S+ HTTP\/1.1\r\na: 1\r\nb: 2\r\nhost: /,
  );
  expect(withHeaders(kept, {})).toBe(kept);
});
