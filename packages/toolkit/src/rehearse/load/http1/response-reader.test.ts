import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ResponseReader } from './response-reader.ts';

interface Case {
  readonly bytes: string;
  readonly isHead?: boolean;
  readonly expected: Partial<ResponseReader>;
}

const cases: Record<string, Case> = {
  'content-length': {
    bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
    expected: { status: 200, done: true, keepAlive: true, broken: false },
  },
  'no body': {
    bytes: 'HTTP/1.1 404 Not Found\r\ncontent-length:0\r\n\r\n',
    expected: { status: 404, done: true },
  },
  'lines that end by LF alone': {
    bytes: 'HTTP/1.1 200 OK\nContent-Length: 12\nConnection: close\n\nhello, world',
    expected: { status: 200, done: true, keepAlive: false, broken: false },
  },
  chunks: {
    bytes:
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\na: b\r\n\r\n',
    expected: { done: true, keepAlive: true, broken: false },
  },
  'cut off within a chunk': {
    bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel',
    expected: { hasHead: true, done: false },
  },
  'connection: close and retry-after': {
    bytes:
      'HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nConnection: Keep-Alive, Close\r\nContent-Length: 0\r\n\r\n',
    expected: { status: 503, keepAlive: false, retryAfter: true, done: true },
  },
  'an interim response first': {
    bytes: 'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
    expected: { status: 204, done: true },
  },
  'what an interim response says is not of the one that follows': {
    bytes:
      'HTTP/1.1 103 Early Hints\r\nRetry-After: 1\r\nConnection: close\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
    expected: { status: 204, retryAfter: false, keepAlive: true, done: true },
  },
  'white space around a value': {
    bytes: 'HTTP/1.1 200 OK\r\nContent-Length:\t 2 \t\r\nConnection: \tclose\t \r\n\r\nhi',
    expected: { done: true, keepAlive: false, broken: false },
  },
  'white space after the size of a chunk': {
    bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip,\tchunked \r\n\r\n2 \t;x=y\r\nhi\r\n0\t\r\n\r\n',
    expected: { done: true, broken: false },
  },
  'a length that is stated more than once': {
    bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\nhi',
    expected: { done: true, broken: false },
  },
  'two lengths in one header': {
    bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\nhi',
    expected: { broken: true },
  },
  'two lengths in two headers': {
    bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 2\r\n\r\nhi',
    expected: { broken: true },
  },
  'no length': { bytes: 'HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n', expected: { broken: true } },
  'an option that has `close` in its name': {
    bytes: 'HTTP/1.1 200 OK\r\nConnection: x-closed-loop\r\nContent-Length: 0\r\n\r\n',
    expected: { done: true, keepAlive: true },
  },
  'a coding that has `chunked` in its name': {
    bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: x-chunked\r\n\r\nhi',
    expected: { done: false, keepAlive: false, broken: false },
  },
  'close beside keep-alive': {
    bytes: 'HTTP/1.1 200 OK\r\nConnection: close\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n',
    expected: { done: true, keepAlive: false },
  },
  'a body up to the end of the connection': {
    bytes: 'HTTP/1.1 200 OK\r\n\r\nwhatever',
    expected: { hasHead: true, done: false, keepAlive: false },
  },
  'an answer to HEAD': {
    bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n',
    isHead: true,
    expected: { done: true },
  },
  'a header of more than 256 bytes': {
    bytes: `HTTP/1.1 200 OK\r\nset-cookie: ${'x'.repeat(1000)}\r\ncontent-length: 1\r\n\r\nx`,
    expected: { done: true, broken: false },
  },
  'HTTP/1.0': { bytes: 'HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n', expected: { keepAlive: false } },
  'HTTP/1.0 that keeps the connection': {
    bytes: 'HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\ncontent-length: 0\r\n\r\n',
    expected: { keepAlive: true, done: true },
  },
  'no HTTP': { bytes: 'SSH-2.0-OpenSSH_9.6\r\n', expected: { broken: true } },
  'more than was asked for': {
    bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nxy',
    expected: { broken: true },
  },
  'a length that is no number': {
    bytes: 'HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n',
    expected: { broken: true },
  },
  'two lengths, the first of which is 0': {
    bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\ncontent-length: 5\r\n\r\n12345',
    expected: { broken: true },
  },
  'a chunk whose size is no number': {
    bytes: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1-f\r\n',
    expected: { broken: true },
  },
  'another header as long as Retry-After': {
    bytes: 'HTTP/1.1 503 Busy\r\nx-served-by: a\r\ncontent-length: 0\r\n\r\n',
    expected: { retryAfter: false, done: true },
  },
};

test.each(Object.entries(cases))('%s, however the bytes arrive', (_, { bytes, isHead = false, expected }) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: bytes.length })), (cuts) => {
      const reader = new ResponseReader();
      reader.begin(isHead);
      const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      for (const [index, from] of edges.entries()) {
        const part = Buffer.from(bytes.slice(from, edges[index + 1]));
        // What lies behind the part that arrived is not read.
        reader.read(Buffer.concat([part, Buffer.from('\r\n\r\n')]), part.length);
      }
      const { status, done, hasHead, keepAlive, retryAfter, broken } = reader;
      expect({ status, done, hasHead, keepAlive, retryAfter, broken }).toMatchObject(expected);
    }),
    { numRuns: 50 },
  );
});

test('the end of the connection ends a body of no stated length, and no other', () => {
  const reader = new ResponseReader();
  reader.begin(false);
  expect(reader.end()).toBe(false);
  const head = Buffer.from('HTTP/1.1 200 OK\r\n\r\n');
  reader.read(head, head.length);
  expect(reader.end()).toBe(true);
  expect(reader.done).toBe(true);
});

test('nothing of one response is left for the next', () => {
  const reader = new ResponseReader();
  const read = (text: string) => {
    reader.begin(false);
    reader.read(Buffer.from(text), Buffer.byteLength(text));
  };
  read('HTTP/1.1 503 Busy\r\nretry-after: 1\r\nconnection: close\r\ncontent-length: 2\r\n\r\nno');
  expect(reader).toMatchObject({ done: true, retryAfter: true, keepAlive: false });
  read('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-type: text/event-stream\r\n\r\n');
  expect(reader).toMatchObject({ done: false, retryAfter: false, keepAlive: true, isEventStream: true });
  read('HTTP/1.1 200 OK\r\n\r\nuntil the end');
  expect(reader).toMatchObject({ done: false, broken: false, isEventStream: false });
  expect(reader.end()).toBe(true);
  read('none');
  expect(reader.broken).toBe(false);
  read('HTTP/2 none\r\n');
  expect(reader.broken).toBe(true);
  read('HTTP/1.1 204 No Content\r\n\r\n');
  expect(reader).toMatchObject({ done: true, broken: false });
});
