import type { ConfigShape, ConfigValues } from '../config/index.ts';
import type { Component, StartContext } from '../lifecycle/index.ts';
import {
  loadMigrations,
  migrate,
  schemaGate,
  type MigrateOptions,
  type MigrationDatabase,
  type MigrationSettings,
  type MigrationSource,
} from '../migrations/index.ts';
import type { Checks } from '../probes/index.ts';
import {
  migrationDatabase,
  pooledMigrationDatabase,
  type MigrationPool,
  type PostgresConnection,
} from '../stores/index.ts';
import { SeaworthyError } from '../errors.ts';
import type { ServiceDefinition } from './definition.ts';
import type { Prepared } from './prepare.ts';

/** The schema that a service's code needs, and where it is applied. */
export type MigrationsDefinition<Shape extends ConfigShape> = MigrationSource &
  MigrationSettings & {
    /** The database, of the configuration: `({ DATABASE_URL }) => DATABASE_URL`. Undefined: none is configured, or an embedded one. */
    database(config: ConfigValues<Shape>): PostgresConnection | undefined;
    /**
     * Under which name the table `seaworthy_migrations` keeps what was applied. Programs of one schema, such as an API and its worker, state
     * the same, and so does a service that is given another name the one that it had. Default: the service's name.
     */
    readonly history?: string;
  };

/** What {@link migrate} needs to know of a service, for one of its databases. */
export async function migrateOptions<Shape extends ConfigShape>(
  { name, migrations: settings }: ServiceDefinition<Shape>,
  database: MigrationDatabase | undefined,
  context: StartContext,
): Promise<MigrateOptions> {
  if (settings === undefined)
    throw new SeaworthyError('SW_DEFINITION', {
      what: 'The service has no migrations',
      where: 'defineService migrations',
    });
  if (database === undefined)
    throw new SeaworthyError('SW_CONFIG_INVALID', {
      what: 'No database is configured that could be migrated',
      where: 'defineService migrations.database',
      fix: 'Set the variable that names it. An embedded database is migrated when the service starts.',
    });
  const { history: service = name } = settings;
  return { ...context, service, settings, database, migrations: await loadMigrations(settings) };
}

/** The configured database of a service that has migrations. */
export function databaseOf<Shape extends ConfigShape>(
  { migrations }: ServiceDefinition<Shape>,
  { config }: Prepared<Shape>,
): MigrationDatabase | undefined {
  const connection = migrations?.database(config.current);
  return connection === undefined ? undefined : migrationDatabase(connection);
}

/**
 * Holds the start until the schema has what the code needs, so that neither the service's `start` nor a worker meets an
 * older one; readiness says why meanwhile. With `--migrate` it is brought there first.
 */
export function schemaComponent<Shape extends ConfigShape>(
  definition: ServiceDefinition<Shape>,
  prepared: Prepared<Shape>,
  checks: Checks,
): Component<void> {
  return {
    name: 'schema',
    async start(context) {
      const database = databaseOf(definition, prepared);
      if (database === undefined) return;
      const options = await migrateOptions(definition, database, context);
      if (prepared.migrate) await migrate(options);
      const gate = schemaGate(options);
      checks.add(gate.check);
      await gate.passed(context.signal);
    },
  };
}

/** Applies the migrations over a pool that the service has opened itself: that of its embedded database. */
export function embeddedSchema<Shape extends ConfigShape>(
  definition: ServiceDefinition<Shape>,
  pool: MigrationPool,
): Component<void> {
  return {
    name: 'embedded schema',
    async start(context) {
      await migrate(await migrateOptions(definition, pooledMigrationDatabase(pool), context));
    },
  };
}
