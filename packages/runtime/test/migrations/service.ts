/** A service with migrations, for the tests of its commands and of its start. */
import { config, defineService, type MigrationSettings } from '@seaworthy/runtime';
import { postgres } from '@seaworthy/runtime/postgres';

await defineService({
  name: process.env['SERVICE'] ?? 'subject',
  version: '1.0.0',
  config: { DATABASE_URL: config.secret(config.url({ protocols: ['postgres'] })).optional() },
  migrations: {
    directory: process.env['MIGRATIONS'] ?? 'migrations',
    ...(JSON.parse(process.env['MIGRATION_SETTINGS'] ?? '{}') as MigrationSettings),
    database: ({ DATABASE_URL }) => DATABASE_URL,
  },
  async start(app) {
    const { DATABASE_URL: connection } = app.config;
    if (connection === undefined) return;
    const pool = await app.use(postgres({ connection, applicationName: 'subject' }));
    // On an older schema this would fail, and the start with it.
    const { rows } = await pool.query('select count(*)::int as ships from ships');
    app.worker('count', { everyMs: 60_000 }, () => pool.query('select count(*) from ships'));
    return { fetch: () => Response.json(rows) };
  },
}).run();
