/** A service whose migrations are data, for the test of a single-file bundle. */
import { config, defineService } from '@seaworthy/runtime';
import ships from './ships.sql';

await defineService({
  name: 'bundled',
  version: '1.0.0',
  config: { DATABASE_URL: config.secret(config.url({ protocols: ['postgres'] })) },
  migrations: {
    list: [{ name: '0001_ships', sql: ships }],
    database: ({ DATABASE_URL }) => DATABASE_URL,
  },
  start: () => undefined,
}).run();
