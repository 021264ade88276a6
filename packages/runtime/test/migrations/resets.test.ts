import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { migrate } from '../../src/migrations/index.ts';
import { migrationDatabase } from '../../src/stores/index.ts';
import { postgresMissing, PostgresServer, query } from '../stores/postgres-server.ts';
import { program } from './behaviour.ts';

/** A way to a server. */
interface Hop {
  readonly url: string;
  readonly hasReset: () => boolean;
}

/** One on which the first connection is reset when its `at`th piece of bytes comes from `side`. */
async function hop(url: string, side: 'client' | 'server', at: number): Promise<Hop> {
  const { hostname, port } = new URL(url);
  let hasReset = false;
  const proxy = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    const end = () => {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    };
    const pass = (from: Socket, to: Socket, counted: boolean) => {
      let pieces = 0;
      from.on('data', (piece) => {
        if (counted && !hasReset && ++pieces === at) {
          hasReset = true;
          end();
        } else to.write(piece);
      });
      from.on('end', () => to.end());
      from.on('error', end);
    };
    pass(client, upstream, side === 'client');
    pass(upstream, client, side === 'server');
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => void proxy.close());
  const through = new URL(url);
  through.port = String((proxy.address() as AddressInfo).port);
  return { url: through.href, hasReset: () => hasReset };
}

const AT_ONCE = 8;
const list = [
  { name: '0001_ships', sql: 'create table ships (id int)' },
  { name: '0002_first', sql: 'insert into ships values (1)' },
];

describe.skipIf(postgresMissing !== '')(`a connection that is reset${postgresMissing}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** Whether the connection lived long enough to be reset there. */
  async function migratedAt(side: 'client' | 'server', at: number): Promise<boolean> {
    const direct = await server.createDatabase();
    const way = await hop(direct, side, at);
    await migrate(await program(migrationDatabase(way.url), list));
    expect(await query(direct, 'select id from ships'), `reset at ${side} ${at}`).toEqual([{ id: 1 }]);
    return way.hasReset();
  }

  test.each(['client', 'server'] as const)(
    'at whatever message of the %s: it is migrated all the same, each migration once',
    { timeout: 120_000 },
    async (side) => {
      for (let first = 1; ; first += AT_ONCE) {
        const places = Array.from({ length: AT_ONCE }, (_, index) => first + index);
        const wereReset = await Promise.all(places.map((at) => migratedAt(side, at)));
        expect(first > 1 || wereReset[0]).toBe(true);
        if (wereReset.includes(false)) break;
      }
    },
  );
});
