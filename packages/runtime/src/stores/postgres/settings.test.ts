import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { clientConfig, type PostgresTimeouts } from './settings.ts';

/** What a client sends as it connects: the parameters of its startup packet, but user and database. */
async function sent(parameters: string, timeouts?: PostgresTimeouts): Promise<Record<string, string>> {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new Client(clientConfig(`postgres://ann@127.0.0.1:${port}/shop${parameters}`, timeouts));
  client.on('error', () => undefined);
  const connecting = client.connect().catch(() => undefined);
  const [socket] = (await once(server, 'connection')) as [Socket];
  const [packet] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  await connecting;
  // Length and version, each 4 bytes, come first.
  const texts = packet.toString('utf8', 8).split('\0');
  const pairs = texts.flatMap((name, index) =>
    index % 2 === 0 && name !== '' ? [[name, texts[index + 1] ?? '']] : [],
  );
  const {
    user: _user,
    database: _database,
    client_encoding: _encoding,
    ...others
  } = Object.fromEntries(pairs) as Record<string, string>;
  return others;
}

test('the time-outs go to the server as the connection is made', async () => {
  expect(await sent('', { statementMs: 7000 })).toEqual({
    statement_timeout: '7000',
    lock_timeout: '3000',
    idle_in_transaction_session_timeout: '10000',
    options: '-c client_connection_check_interval=1000',
  });
});

test('the URL comes first', async () => {
  expect(await sent('?statement_timeout=1')).toMatchObject({ statement_timeout: '1', lock_timeout: '3000' });
});

test('a URL with empty parameters has none sent, for poolers that refuse them', async () => {
  const none = '?statement_timeout=&lock_timeout=&idle_in_transaction_session_timeout=&options=';
  expect(await sent(none)).toEqual({});
});

test('an answer is waited for a second longer than the server may take, and as long as it likes where that has no limit', () => {
  const answerMs = (timeouts?: PostgresTimeouts) => clientConfig('postgres://db', timeouts).query_timeout;
  expect(answerMs()).toBe(6000);
  expect(answerMs({ statementMs: 30_000 })).toBe(31_000);
  expect(answerMs({ statementMs: 0 })).toBe(0);
  expect(answerMs({ statementMs: 30_000, answerMs: 40_000 })).toBe(40_000);
});

test('a connection is waited for as long as a client has patience, and asked whether it lives while it is idle', () => {
  expect(clientConfig('postgres://db')).toMatchObject({
    connectionTimeoutMillis: 3000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  expect(clientConfig('postgres://db', { connectMs: 1 })).toMatchObject({ connectionTimeoutMillis: 1 });
});
