import { sqlStateOf } from '../sql-state.ts';
import type { MigrationClient } from './database.ts';
import { lockHistory } from './locks.ts';
import type { LoadedMigration } from './migration.ts';
import type { Applied } from './plan.ts';

/** SQLSTATE undefined_table. */
const NO_TABLE = '42P01';

/**
 * What a database knows of applied migrations: a table `seaworthy_migrations`, shared by the services that share the
 * database.
 */
export class History {
  readonly #service: string;

  constructor(service: string) {
    this.#service = service;
  }

  /** What has been applied, in order; nothing where the table is missing. */
  async read(client: MigrationClient): Promise<readonly Applied[]> {
    try {
      const { rows } = await client.query<Row>(
        'select version, name, checksum from seaworthy_migrations where service = $1 order by version',
        [this.#service],
      );
      return rows.map(({ version, name, checksum }) => ({
        // A bigint comes as text.
        version: Number(version),
        name,
        checksum,
      }));
    } catch (error) {
      if (sqlStateOf(error) === NO_TABLE) return [];
      throw error;
    }
  }

  /** Makes sure that the table is there. */
  async prepare(client: MigrationClient): Promise<void> {
    await client.query('begin');
    try {
      // `if not exists` alone fails where two come at once.
      await lockHistory(client);
      await client.query(TABLE);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
  }

  /** Records a migration; within its transaction it fails where another process has been faster. */
  async add(client: MigrationClient, { version, name, checksum }: LoadedMigration): Promise<void> {
    await client.query(
      'insert into seaworthy_migrations (service, version, name, checksum) values ($1, $2, $3, $4)',
      [this.#service, version, name, checksum],
    );
  }

  /** Forgets a migration that is taken back. */
  async remove(client: MigrationClient, { version }: LoadedMigration): Promise<void> {
    await client.query('delete from seaworthy_migrations where service = $1 and version = $2', [
      this.#service,
      version,
    ]);
  }
}

interface Row {
  readonly version: string;
  readonly name: string;
  readonly checksum: string | null;
}

const TABLE = `
create table if not exists seaworthy_migrations (
  service text not null,
  version bigint not null,
  name text not null,
  checksum text,
  applied_at timestamptz not null default now(),
  primary key (service, version)
)`;
