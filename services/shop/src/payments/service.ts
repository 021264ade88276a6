import { config, defineService, requiredInProduction } from '@seaworthy/runtime';
import { api } from '../api/index.ts';
import { openDatabase } from '../database/index.ts';
import { version } from '../version.generated.ts';
import { resource } from './resource.ts';
import { migrations } from './migrations.ts';

/** Payments: records what orders were paid, each once, however often it is asked to. */
export const payments = defineService({
  name: 'payments',
  version,
  description: 'Records payments of orders, each exactly once.',
  configPrefix: 'PAYMENTS_',
  // Beside the shop's own, so that both run on one machine.
  ports: { http: 8081, admin: 9091 },
  config: {
    DATABASE_URL: requiredInProduction(
      config.secret(config.url({ protocols: ['postgres', 'postgresql'] })).optional(),
    ).describe(
      'The PostgreSQL server, which may be the shop’s. Unset: an embedded one, for development only.',
    ),
    PAYMENTS_DATABASE_CONNECTIONS: config
      .integer({ min: 1, max: 100 })
      .default(10)
      .describe('The most connections to the PostgreSQL server that one replica holds.'),
  },
  migrations: { list: migrations, database: ({ DATABASE_URL }) => DATABASE_URL },
  dependencies: [{ name: 'postgres', kind: 'postgres', critical: true, env: 'DATABASE_URL' }],
  async start(app) {
    const { DATABASE_URL: url, PAYMENTS_DATABASE_CONNECTIONS: connections } = app.config;
    const db = await openDatabase(app, 'payments', { url, connections });
    return api('payments', { '/payments': resource(db) }, app.log);
  },
});
