import { expect, test } from 'vitest';
import { rejected, serve } from '../fixture.ts';

const ok = { listener: (_request: unknown, response: { end(text: string): unknown }) => response.end('ok') };

test('a body is refused for its size though nobody listens to its failure', async () => {
  const fixture = await serve(
    {
      listener: (request, response) => {
        request.resume();
        request.on('end', () => response.end('whole'));
      },
    },
    { limits: { maxBodyBytes: 1_000 } },
  );
  const client = await fixture.connect();
  client.send('POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n');
  client.send(`800\r\n${'x'.repeat(0x800)}\r\n`);
  expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 413/);
  expect(await rejected(fixture)).toEqual({ 'body too large': 1 });
});

test('a body that is declared too large is not asked for by 100 Continue', async () => {
  const { connect } = await serve(ok, { limits: { maxBodyBytes: 1_000 } });
  const head = 'POST / HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length:';
  const refused = (await connect()).send(`${head} 1001\r\n\r\n`);
  expect(await refused.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 413/);
  const taken = (await connect()).send(`${head} 1000\r\n\r\n`);
  expect(await taken.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 100/);
});
