import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { spawnService } from '@seaworthy/runtime/testing';
import { eventually, gate, serve, type RawClient } from '../fixture.ts';

const ok = { listener: (_request: unknown, response: { end(text: string): unknown }) => response.end('ok') };

test('idle connections make way before there are no files left, which is told once', async () => {
  const { connect, server, clock, events } = await serve(ok, { openFiles: 128 });
  const clients: RawClient[] = [];
  for (let each = 0; each < 60; each++) {
    const client = await connect();
    await client.get().until(/ok$/);
    clients.push(client);
    await clock.advance(1);
  }
  // Half are kept free, an eighth of the rest is for those that leave, and of the rest an eighth makes way at once.
  await clock.advance(1_000);
  await eventually(() => server.counts().connections === Math.ceil(((64 * 8) / 9) * (7 / 8)));
  expect(clients.map(({ ended }) => ended).lastIndexOf(true)).toBe(9);
  for (const client of clients.slice(10)) await client.get().until(/ok$/);
  expect(events.filter(({ type }) => type === 'http.open-files')).toEqual([
    { type: 'http.open-files', limit: 128, connections: 64 },
  ]);
});

test('where each has a request, more are refused at once', async () => {
  const { opened, open } = gate();
  const { connect, server, clock, events } = await serve(
    {
      listener: async (_request, response) => {
        await opened;
        response.end('ok');
      },
    },
    { openFiles: 32 },
  );
  const busy: RawClient[] = [];
  for (let each = 0; each < 16; each++) busy.push((await connect()).get());
  await eventually(() => server.counts().requests === 16);
  const refused = await connect();
  expect(await refused.toEnd()).toBe('');
  await clock.advance(1_000);
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'http.rejected', reason: 'too many connections', count: 1 }),
  );
  open();
  for (const client of busy) await client.until(/ok$/);
  busy[0]?.socket.end();
  await eventually(() => server.counts().connections < 16);
  await (await connect()).get().until(/ok$/);
});

test('probes are answered however many connections come', async () => {
  const prefix = ['sh', '-c', 'ulimit -n 256; exec "$@"', 'sh'];
  await using service = spawnService(new URL('../../lifecycle/service.ts', import.meta.url), { prefix });
  await service.ready();
  const { port } = new URL(await service.url());
  const clients = Array.from({ length: 400 }, () => client(Number(port)));
  await service.line(({ event }) => event === 'http.open-files');
  const admin = await service.adminUrl();
  for (const path of ['/livez', '/readyz']) expect((await fetch(admin + path)).status).toBe(200);
  for (const each of clients) each.destroy();
});

/** A connection that has sent one request, and is kept for the next. */
function client(port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {}).resume();
  return socket.on('connect', () => socket.write('GET / HTTP/1.1\r\nHost: test\r\n\r\n'));
}
