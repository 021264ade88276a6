import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { MAX_BODY_BYTES, readAnswer } from './answer.ts';

const read = (text: string, ended = false) => {
  const answer = readAnswer(Buffer.from(text, 'latin1'), ended);
  return answer && { ...answer, body: Buffer.from(answer.body).toString('latin1') };
};

describe('the body of an answer', () => {
  it.each([
    ['has its declared length', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour', 'four', true],
    ['may be empty', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', '', true],
    [
      'comes in chunks',
      'HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nfo\r\nA\r\n0123456789\r\n0\r\n\r\n',
      'fo0123456789',
      true,
    ],
    [
      'may have trailers',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\nA: b\r\n\r\n',
      'x',
      true,
    ],
    ['is none for 204', 'HTTP/1.1 204 No Content\r\n\r\n', '', true],
    [
      'follows what only tells of more',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx',
      'x',
      true,
    ],
    [
      'ends a connection that says so',
      'HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 1\r\n\r\nx',
      'x',
      false,
    ],
    ['ends one of HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx', 'x', false],
    ['ends one with more than was said', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxy', 'x', false],
  ])('%s', (_, text, body, keepAlive) => {
    expect(read(text)).toMatchObject({ body, keepAlive });
  });

  it('ends with the connection where nothing else ends it', () => {
    const text = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 Bad Request\r\n\r\nwhy';
    expect(read(text)).toBe(undefined);
    expect(read(text, true)).toMatchObject({ status: 400, body: 'why', keepAlive: false });
  });

  it.each(['Content-Length: 99999999999', 'Transfer-Encoding: chunked', 'X: y'])(
    'is not read where it is too long (%s)',
    (header) => {
      const [size, rest] = ['fffff', 'x'.repeat(MAX_BODY_BYTES + 1)];
      const body = header.startsWith('T') ? `${size}\r\n${rest}` : rest;
      expect(read(`HTTP/1.1 503 No\r\n${header}\r\n\r\n${body}`)).toMatchObject({
        status: 503,
        body: '',
        keepAlive: false,
      });
    },
  );
});

it('tells headers by lower-case name, repeated ones in a list', () => {
  const text = 'HTTP/1.1 429 Slow\r\nRetry-After:  7 \r\nA: 1\r\na: 2\r\nContent-Length: 0\r\n\r\n';
  expect(Object.fromEntries(read(text)?.headers ?? [])).toEqual({
    'retry-after': '7',
    a: '1, 2',
    'content-length': '0',
  });
});

it.each([
  ['\0\x01garbage\r\n\r\n', false, 'not HTTP/1.1'],
  ['HTTP/2 200\r\n\r\n', false, 'not HTTP/1.1'],
  ['\0\0\x06\x04\0\0\0\0\0\0\x05\0\0\x40\0', false, 'a port for gRPC (4317)'],
  ['HTTP/1.1 OK\r\n\r\n', false, 'no status'],
  [`HTTP/1.1 200 OK\r\nA: ${'x'.repeat(20_000)}`, false, 'no end'],
  ['HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', false, 'length is -1'],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', false, 'malformed'],
  ['HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx', true, 'broke off'],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab', true, 'broke off'],
  ['HTTP/1.1 20', true, 'broke off'],
  ['', true, 'connection was closed'],
])('%j is none', (text, ended, message) => {
  expect(() => read(text, ended)).toThrow(message);
});

test('an answer is whole with its last byte, and not before', () => {
  const chunk = fc.string({ minLength: 1, maxLength: 40 });
  const answer = fc.oneof(
    chunk.map((body) => `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
    fc.array(chunk).map((chunks) => {
      const sent = chunks.map((text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
      return `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${sent.join('')}0\r\n\r\n`;
    }),
  );
  fc.assert(
    fc.property(answer, (text) => {
      const bytes = Buffer.from(text);
      for (let end = 0; end < bytes.length; end++)
        expect(readAnswer(bytes.subarray(0, end), false)).toBe(undefined);
      expect(readAnswer(bytes, false)).toMatchObject({ status: 200, keepAlive: true });
    }),
  );
});
