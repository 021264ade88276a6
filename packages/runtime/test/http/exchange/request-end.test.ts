import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { currentScope } from '../../../src/scope.ts';
import { gate, serve } from '../fixture.ts';

test('a request without a body that nobody reads is closed with its response', async () => {
  const requests: IncomingMessage[] = [];
  const { url } = await serve({
    listener: (request, response) => {
      requests.push(request);
      response.end('ok');
    },
  });
  for (let n = 0; n < 2; n++) await (await fetch(url)).text();
  const [first] = requests;
  expect([first?.closed, first?.readableEnded, first?.aborted]).toEqual([true, true, false]);
  // Whoever asks only now is told.
  if (first !== undefined) await finished(first);
});

test.each(['end', 'close'] as const)('a handler that waits for `%s` gets it', async (event) => {
  const { opened, open } = gate();
  const { url } = await serve({
    listener: (request, response) => {
      request.on(event, open);
      response.end('ok');
    },
  });
  await (await fetch(url)).text();
  await opened;
});

test('a handler that looks late, before it answers, reads an empty body', async () => {
  const { opened, open } = gate();
  const { url } = await serve({
    listener: async (request, response) => {
      await opened;
      let bytes = 0;
      for await (const chunk of request) bytes += (chunk as Buffer).length;
      response.end(String(bytes));
    },
  });
  const answer = fetch(url);
  setImmediate(open);
  expect(await (await answer).text()).toBe('0');
});

test('a body that nobody read does not hold up the next request', async () => {
  const fixture = await serve({ listener: (request, response) => response.end(request.url) });
  const client = await fixture.connect();
  const body = 'x'.repeat(100_000);
  client.send(`POST /first HTTP/1.1\r\nHost: test\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  client.send('GET /second HTTP/1.1\r\nHost: test\r\n\r\n');
  expect(await client.until(/\/second/)).toMatch(/\/first[^]*\/second/);
});

test('the scope of a request ends with its part of what arrived', async () => {
  const handled: unknown[] = [];
  const between: unknown[] = [];
  const fixture = await serve(
    {
      listener: (_request, response) => {
        handled.push(currentScope()?.requestId);
        response.end('ok');
      },
    },
    {
      instrumentation: {
        start(_request, requestId) {
          between.push(currentScope());
          return { requestId };
        },
        end() {},
        unserved() {},
        failed() {},
      },
    },
  );
  const client = await fixture.connect();
  const withId = (id: string) => `GET / HTTP/1.1\r\nHost: test\r\nX-Request-Id: ${id}\r\n\r\n`;
  await client.send(withId('a') + withId('b')).until(/ok[^]*ok/);
  expect([handled, between]).toEqual([
    ['a', 'b'],
    [undefined, undefined],
  ]);
});
