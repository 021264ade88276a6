import type { MigrationClient } from './database.ts';

/** A step of the schema, given as data, such as the imported text of a file. */
export type Migration = SqlMigration | CodeMigration;

interface Named {
  /** Version and title: `0001_create_users`. The digits in front order the migrations; no two may have the same. */
  readonly name: string;
}

/** A migration in SQL. */
export interface SqlMigration extends Named {
  /**
   * Its statements, run in one transaction. Comment lines in it may say otherwise: `-- seaworthy: no-transaction` for
   * what PostgreSQL refuses within one, such as CREATE INDEX CONCURRENTLY; `-- seaworthy: lock-timeout 5s`;
   * `-- seaworthy: statement-timeout 10m`.
   */
  readonly sql: string;
  /** What takes it back, in development. Default: it cannot be taken back. */
  readonly down?: string;
}

/** A migration in TypeScript, for what SQL cannot say. It must not change once it was applied: see `checksum`. */
export interface CodeMigration extends Named {
  up(client: MigrationClient): Promise<unknown>;
  /** What takes it back, in development. Default: it cannot be taken back. */
  down?(client: MigrationClient): Promise<unknown>;
  /** False: it runs outside of a transaction, and must be able to run again after it failed halfway. Default true. */
  readonly transaction?: boolean;
  /**
   * What is compared to tell that it was edited after it was applied. Default: of a `.ts` file in a folder its text, as of
   * SQL; otherwise nothing, since compilers and bundlers change the text of code.
   */
  readonly checksum?: string;
}

/** A migration with everything known that running it needs. */
export interface LoadedMigration {
  readonly name: string;
  /** The digits in front of the name. */
  readonly version: number;
  /** Null: nothing is compared. */
  readonly checksum: string | null;
  /** False: outside of a transaction, statement by statement. */
  readonly transaction: boolean;
  /** Milliseconds, where the migration states its own. */
  readonly lockTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
  /** What it does, for a dry run. */
  readonly text: string;
  readonly up: Work;
  readonly down?: Work;
}

/** SQL, or a function that runs it. */
export type Work = string | ((client: MigrationClient) => Promise<unknown>);
