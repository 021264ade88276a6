import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { spawnService, VirtualClock } from '@seaworthy/runtime/testing';
import { waitFor } from '../../src/wait-for/index.ts';
import type { RuntimeEvent } from '../../src/events.ts';
import { postgresMissing, PostgresServer } from '../stores/postgres-server.ts';
import { RedisServer, redisMissing } from '../stores/redis-server.ts';
import { freePort } from '../stores/free-port.ts';

/** Events as they come, and what fires at the first vain attempt. */
function listening(onWaiting: () => unknown = () => undefined) {
  const events: RuntimeEvent[] = [];
  const emit = (event: RuntimeEvent) => {
    events.push(event);
    if (event.type === 'waiting' && event.attempt === 1) void onWaiting();
  };
  return { events, emit };
}

/** A server on a free port until the test is over; its port. */
async function serve(server: Server, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const noSecret = (text: string) => expect(text).not.toMatch(/hunter2/);

test('tcp: waits until the port is open', async () => {
  const port = await freePort();
  const left = Promise.withResolvers<void>();
  const accept = (socket: Socket) => void socket.resume().once('close', () => left.resolve());
  const { events, emit } = listening(() => serve(createServer(accept), port));
  await waitFor([`tcp://127.0.0.1:${port}`], { emit });
  expect(events).toMatchObject([
    {
      type: 'waiting',
      component: `tcp://127.0.0.1:${port}`,
      error: { message: expect.stringContaining('ECONNREFUSED') as unknown },
    },
    { type: 'reached', target: `tcp://127.0.0.1:${port}` },
  ]);
  // An init container that holds a connection does not end.
  await left.promise;
});

test('tcp: of several places one that is open is enough, and of none the first is told of', async () => {
  const [open, first, second] = [await serve(createServer()), await freePort(), await freePort()];
  await waitFor([`mongodb://127.0.0.1:${first},127.0.0.1:${open}/shop`]);
  const closed = waitFor([`kafka://127.0.0.1:${first},127.0.0.1:${second}`], { timeoutMs: 1 });
  await expect(closed).rejects.toThrow(
    `kafka://127.0.0.1:${first},127.0.0.1:${second}: connect ECONNREFUSED 127.0.0.1:${first}`,
  );
});

test('tells how long it waited', async () => {
  const clock = new VirtualClock();
  await clock.advance(1000);
  const { events, emit } = listening();
  await waitFor([`tcp://127.0.0.1:${await serve(createServer())}`], { clock, emit });
  expect(events).toMatchObject([{ type: 'reached', ms: 0 }]);
});

test('http: waits for a status of success', async () => {
  let status = 503;
  const credentials = new Set<string | undefined>();
  const port = await serve(
    createHttpServer((request, response) => {
      credentials.add(request.headers.authorization);
      response.writeHead(status).end();
    }),
  );
  const { events, emit } = listening(() => (status = 204));
  await waitFor([`http://user:hunter2@127.0.0.1:${port}/ready?key=hunter2`], { emit });
  expect(events).toMatchObject([{ error: { message: 'it answers 503' } }, { type: 'reached' }]);
  await waitFor([`http://127.0.0.1:${port}`]);
  expect([...credentials]).toEqual([`Basic ${btoa('user:hunter2')}`, undefined]);
  noSecret(JSON.stringify(events));
});

test('redis: waits while it loads its data', async () => {
  let loading = true;
  const port = await serve(
    createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () =>
        socket.write(loading ? '-LOADING Redis is loading the dataset in memory\r\n' : '+PONG\r\n'),
      );
    }),
  );
  const { events, emit } = listening(() => (loading = false));
  await waitFor([`redis://127.0.0.1:${port}`], { emit });
  expect(events).toMatchObject([
    { error: { message: expect.stringContaining('LOADING') as unknown } },
    { type: 'reached' },
  ]);
});

test('redis: what answers otherwise is none', async () => {
  const port = await serve(createServer((socket) => socket.on('data', () => socket.end('garbage\r\n'))));
  await expect(waitFor([`redis://127.0.0.1:${port}`], { timeoutMs: 1 })).rejects.toThrow(
    'it does not answer as Redis does',
  );
});

test('names everyone who does not answer in time, and has told of those who do', async () => {
  const open = await serve(createServer());
  const [first, second] = [await freePort(), await freePort()];
  const targets = [open, first, second].map((port) => `tcp://127.0.0.1:${port}`);
  const clock = new VirtualClock();
  const { events, emit } = listening();
  const refused = expect(waitFor(targets, { clock, emit, timeoutMs: 50 })).rejects.toMatchObject({
    code: 'SW_SERVER_UNAVAILABLE',
    exitCode: 68,
    message: expect.stringMatching(
      new RegExp(`:${first}: .*ECONNREFUSED.*:${second}: .*ECONNREFUSED`),
    ) as unknown,
  });
  await expect.poll(() => events).toHaveLength(3);
  await clock.advance(50);
  await refused;
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'reached', target: `tcp://127.0.0.1:${open}` }),
  );
});

test('a server that accepts and says nothing counts as down after 5 s', async () => {
  const clock = new VirtualClock();
  const asked = Promise.withResolvers<void>();
  const port = await serve(createHttpServer(() => asked.resolve()));
  const { events, emit } = listening();
  const waiting = waitFor([`http://127.0.0.1:${port}`], { clock, emit, timeoutMs: 4000 });
  const settled = expect(waiting).rejects.toThrow('no answer within 5000 ms');
  await asked.promise;
  await clock.advance(5000);
  await settled;
  expect(events).toEqual([]);
});

test('ends with its signal', async () => {
  const abort = new AbortController();
  const reason = new Error('enough');
  const { emit } = listening(() => abort.abort(reason));
  await expect(waitFor([`tcp://127.0.0.1:${await freePort()}`], { emit, signal: abort.signal })).rejects.toBe(
    reason,
  );
});

describe.skipIf(redisMissing !== '')(`a real Redis${redisMissing}`, () => {
  test('is waited for, let in by its password, and told of without', async () => {
    await using server = await RedisServer.start(['--requirepass', 'hunter2!']);
    const [right, wrong] = ['hunter2%21', 'hunter22'].map((secret) =>
      server.url.replace('//', `//:${secret}@`),
    );
    const { events, emit } = listening();
    await waitFor([String(right)], { emit });
    await waitFor([String(right).replace('//:', '//default:')], { emit });
    const failing = waitFor([String(wrong)], { emit, timeoutMs: 10 });
    await expect(failing).rejects.toThrow('WRONGPASS');
    await expect(failing).rejects.not.toThrow('hunter2');
    noSecret(JSON.stringify(events));
  });
});

const openssl = spawnSync('openssl', ['version']).status === 0;

test.skipIf(redisMissing !== '' || !openssl)(
  `https and rediss: waits for servers whose certificates are trusted${redisMissing}${openssl ? '' : ' (skipped: openssl is not installed)'}`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seaworthy-tls-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const forLocalhost = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const made = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      ...forLocalhost,
    ];
    await promisify(execFile)('openssl', made);
    const https = createHttpsServer({ key: await readFile(key), cert: await readFile(cert) }, (_, response) =>
      response.end(),
    );
    const tlsPort = await freePort();
    const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-auth-clients', 'no'];
    await using _redis = await RedisServer.start(['--tls-port', String(tlsPort), ...files]);
    const targets = [`https://localhost:${await serve(https)}/`, `rediss://localhost:${tlsPort}`];
    const subject = new URL('../migrations/service.ts', import.meta.url);
    const args = ['wait-for', ...targets, '--timeout', '10s'];
    await using trusting = spawnService(subject, { args, env: { NODE_EXTRA_CA_CERTS: cert } });
    expect(await trusting.exit).toEqual({ code: 0, signal: null });
    const failing = waitFor(targets, { timeoutMs: 10 });
    await expect(failing).rejects.toThrow(
      /https:.*self-signed certificate.*rediss:.*self-signed certificate/,
    );
  },
);

describe.skipIf(postgresMissing !== '')(`a real PostgreSQL${postgresMissing}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.down();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('is waited for by the command, named by a variable', async () => {
    const subject = new URL('../migrations/service.ts', import.meta.url);
    const DATABASE_URL = server.url().replace('postgres@', 'postgres:hunter2@');
    await using waiting = spawnService(subject, {
      env: { DATABASE_URL },
      args: ['wait-for', 'DATABASE_URL'],
    });
    await waiting.line(({ event }) => event === 'waiting');
    await server.start();
    expect(await waiting.exit).toEqual({ code: 0, signal: null });
    expect(waiting.lines).toContainEqual(
      expect.objectContaining({ event: 'reached', target: server.url().replace('postgres@', '') }),
    );
    noSecret(waiting.stdout() + waiting.stderr());

    const missing = DATABASE_URL.replace(/[^/]*$/, 'nowhere');
    const args = ['wait-for', 'DATABASE_URL', '--timeout', '10ms'];
    await using refused = spawnService(subject, { env: { DATABASE_URL: missing }, args });
    expect(await refused.exit).toEqual({ code: 68, signal: null });
    const said = refused.stdout() + refused.stderr();
    expect(said).toContain('SW_SERVER_UNAVAILABLE');
    expect(said).toContain('database \\"nowhere\\" does not exist');
    noSecret(said);
  });

  test('SIGTERM ends the command', async () => {
    const subject = new URL('../migrations/service.ts', import.meta.url);
    await using waiting = spawnService(subject, {
      args: ['wait-for', `tcp://127.0.0.1:${await freePort()}`],
    });
    await waiting.line(({ event }) => event === 'waiting');
    waiting.kill('SIGTERM');
    expect(await waiting.exit).toEqual({ code: 70, signal: null });
  });
});
