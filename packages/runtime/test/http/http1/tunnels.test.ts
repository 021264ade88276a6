import { expect, test } from 'vitest';
import { eventually, gate, serve } from '../fixture.ts';

const tunnel = 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n';

test.each(['1.1', '2.0'])(
  'CONNECT by HTTP/%s is refused with 400, counted and in the access log',
  async (version) => {
    const { connect, server, clock, entries, events } = await serve({
      listener: (_, response) => response.end('ok'),
    });
    const client = await connect();
    // Some speak on at once.
    client.send(`${tunnel.replace('1.1', version)}\x16\x03\x01`);
    const answer = await client.toEnd();
    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(answer).toMatch(/\r\nconnection: close\r\n/i);
    expect(client.error).toBeUndefined();
    expect(entries).toMatchObject([
      { method: 'CONNECT', path: 'example.org:443', status: 400, outcome: 'completed' },
    ]);
    await clock.advance(1_000);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'http.rejected', reason: 'malformed', count: 1 }),
    );
    await eventually(() => server.counts().connections === 0);
  },
);

test('what was asked before it is answered', async () => {
  const { opened, open } = gate();
  const { connect, server, entries } = await serve({
    listener: async (_request, response) => {
      await opened;
      response.end('before');
    },
  });
  const client = (await connect()).get('/before').send(tunnel);
  await eventually(() => server.counts().requests === 1);
  open();
  expect(await client.toEnd()).toMatch(/before$/);
  expect(client.error).toBeUndefined();
  expect(entries).toMatchObject([{ path: '/before', status: 200, outcome: 'completed' }]);
  await eventually(() => server.counts().connections === 0);
});
