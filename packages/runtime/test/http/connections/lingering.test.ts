import { describe, expect, test } from 'vitest';
import { eventually, serve } from '../fixture.ts';

const ok = { listener: (_request: unknown, response: { end(text: string): unknown }) => response.end('ok') };

describe('a connection that ends before its client does', () => {
  const close = 'GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n';

  test('is read within bounds only', async () => {
    const fixture = await serve(ok, { limits: { maxLingerBytes: 1_000 } });
    const [modest, greedy] = [await fixture.connect(), await fixture.connect()];
    for (const client of [modest, greedy]) {
      client.socket.allowHalfOpen = true;
      await client.send(close).toEnd();
    }
    modest.send('x'.repeat(1_000));
    greedy.send('x'.repeat(1_001));
    // What goes through after them has been read after them.
    await (await fixture.connect()).send(close).toEnd();
    await fixture.clock.advance(1_000);
    await eventually(() => fixture.server.counts().connections === 1);
    modest.socket.end();
    await eventually(() => fixture.server.counts().connections === 0);
  });

  test('lets an upload go by whose handler has stopped to read it', async () => {
    const fixture = await serve(
      {
        listener: (request, response) => {
          request.once('data', () => {
            request.pause();
            response.end('enough');
          });
        },
      },
      { limits: { maxBodyBytes: 64e6 } },
    );
    const client = await fixture.connect();
    client.send('POST / HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: 16000000\r\n\r\n');
    client.send('x'.repeat(16e6));
    await client.until(/enough/);
    await eventually(() => fixture.server.counts().connections === 0);
    expect(client.error).toBeUndefined();
  });

  test('is let go of where its client never closes its half', async () => {
    const fixture = await serve(ok);
    const client = await fixture.connect();
    client.socket.allowHalfOpen = true;
    await client.send(close).toEnd();
    expect(fixture.server.counts().connections).toBe(1);
    await fixture.clock.advance(4_000);
    await eventually(() => fixture.server.counts().connections === 0);
  });
});
