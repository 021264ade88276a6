import { SeaworthyError } from '../errors.ts';
import { checksumOf } from './checksum.ts';
import { readDirectives, type Directives } from './directives.ts';
import type { CodeMigration, LoadedMigration, Migration, SqlMigration } from './migration.ts';
import { readDirectory } from './read-directory.ts';
import { splitStatements, withoutComments } from './split-statements.ts';
import { messageOf } from '../thrown.ts';

/** Where a service's migrations are. */
export type MigrationSource =
  | {
      /**
       * Folder of `0001_title.sql` and `0001_title.ts` (or `.js`, `.mjs`, `.mts`) files, read at run time; beside a file
       * of SQL, `0001_title.down.sql` takes it back. In an image it must be shipped beside the bundle.
       */
      readonly directory: string | URL;
    }
  | {
      /** The migrations themselves: a bundle then needs no other file. */
      readonly list: readonly Migration[];
    };

/**
 * Reads a service's migrations, in the order of their versions.
 *
 * @throws SeaworthyError SW_MIGRATION_INVALID
 */
export async function loadMigrations(source: MigrationSource): Promise<readonly LoadedMigration[]> {
  return checkList('list' in source ? source.list : await readDirectory(source.directory));
}

/** As {@link loadMigrations}, of a list. */
export function checkList(list: readonly Migration[]): readonly LoadedMigration[] {
  const loaded = list.map(load).toSorted((a, b) => a.version - b.version);
  for (const [index, { version, name }] of loaded.entries()) {
    const before = loaded[index - 1];
    if (before?.version === version) throw invalid(name, `It has the same version as ${before.name}`);
  }
  return loaded;
}

function load(migration: Migration): LoadedMigration {
  const { name } = migration;
  const version = Number(/^(\d+)[_-]./.exec(name)?.[1]);
  if (!Number.isSafeInteger(version) || version === 0)
    throw invalid(name, 'Its name does not begin with a version and a title, such as `0001_create_users`');
  return { name, version, ...('sql' in migration ? ofSql(migration) : ofCode(migration)) };
}

/** A statement that begins or ends a transaction. */
const CONTROL = /^\s*(begin|commit|end|rollback|abort|(?:start|prepare)\s+transaction)\b/i;

type Content = Omit<LoadedMigration, 'name' | 'version'>;

function ofSql({ name, sql, down }: SqlMigration): Content {
  const directives = directivesOf(name, sql);
  const statements = splitStatements(sql);
  if (statements.length === 0) throw invalid(name, 'It holds no statement');
  const [, control] =
    statements.map((it) => CONTROL.exec(withoutComments(it))).find((found) => found !== null) ?? [];
  if (control !== undefined)
    throw invalid(name, `\`${control}\`: a migration's transaction is begun and ended for it`);
  return {
    ...directives,
    checksum: checksumOf(sql),
    text: sql,
    up: sql,
    ...(down !== undefined && { down }),
  };
}

function ofCode(migration: CodeMigration): Content {
  const { name, transaction = true, checksum = null } = migration;
  if (typeof migration.up !== 'function') throw invalid(name, 'It has no function `up`');
  return {
    transaction,
    checksum,
    text: '-- in TypeScript\n',
    up: (client) => migration.up(client),
    ...(migration.down !== undefined && { down: async (client) => migration.down?.(client) }),
  };
}

function directivesOf(name: string, sql: string): Directives {
  try {
    return readDirectives(sql);
  } catch (cause) {
    throw invalid(name, messageOf(cause));
  }
}

function invalid(name: string, what: string): SeaworthyError {
  return new SeaworthyError('SW_MIGRATION_INVALID', { what, where: `migration ${name}` });
}
