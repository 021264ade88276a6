import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SeaworthyError } from '../errors.ts';
import { messageOf } from '../thrown.ts';
import { checksumOf } from './checksum.ts';
import type { CodeMigration, Migration, SqlMigration } from './migration.ts';

const FORMS = /^(?<name>.+?)(?<form>\.down\.sql|\.sql|\.m?[jt]s)$/;
/** Types and tests, which may lie beside migrations. */
const OTHERS = /\.(d|test|spec)\.m?[jt]s$/;

/**
 * The migrations of a folder: its SQL and its code but for types and tests; files of other kinds are none.
 *
 * @throws SeaworthyError SW_MIGRATION_INVALID where it cannot be read, a name begins with no version, or a `.down.sql` has no
 * counterpart
 */
export async function readDirectory(directory: string | URL): Promise<readonly Migration[]> {
  const folder = directory instanceof URL ? fileURLToPath(directory) : resolve(directory);
  if (!existsSync(folder)) throw missing(folder);
  const files = await attempt(folder, () => readdir(folder));
  const found = files.flatMap((file) => {
    const { name = '', form = '' } = FORMS.exec(file)?.groups ?? {};
    if (name === '' || OTHERS.test(file)) return [];
    const path = join(folder, file);
    // It would never be applied, and nobody would hear of it.
    if (!/^\d/.test(name))
      throw invalid(
        path,
        'Its name does not begin with a version, as that of a migration such as 0007_title does',
      );
    return [{ name, form, path }];
  });
  const downs = new Map(
    found.filter(({ form }) => form === '.down.sql').map(({ name, path }) => [name, path]),
  );
  const ups = found.filter(({ form }) => form !== '.down.sql');
  const migrations = ups.map(async ({ name, form, path }) => {
    if (form !== '.sql') return readCode(name, path);
    const down = downs.get(name);
    downs.delete(name);
    return readSql(name, path, down);
  });
  const [stray] = downs.values();
  if (stray !== undefined) throw invalid(stray, 'There is no migration that it takes back');
  return Promise.all(migrations);
}

async function readSql(name: string, path: string, down: string | undefined): Promise<SqlMigration> {
  const [sql, downSql] = await Promise.all([readText(path), down === undefined ? undefined : readText(down)]);
  return { name, sql, ...(downSql !== undefined && { down: downSql }) };
}

async function readCode(name: string, path: string): Promise<CodeMigration> {
  const module = await attempt(
    path,
    async () => (await import(pathToFileURL(path).href)) as Omit<CodeMigration, 'name'>,
  );
  // As it was written. What a compiler made differs with the compiler.
  const checksum = /\.m?ts$/.test(path) ? { checksum: checksumOf(await readText(path)) } : {};
  return { ...checksum, ...module, name };
}

function readText(path: string): Promise<string> {
  return attempt(path, async () => new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)));
}

async function attempt<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw invalid(path, `It cannot be read: ${messageOf(cause)}`, cause);
  }
}

/** What a program finds that was compiled into another folder, or bundled. */
function missing(folder: string): SeaworthyError {
  const fix =
    'Name the folder as it is beside the program that runs, and have the build copy it there: a compiler such as `tsc` leaves `.sql` behind.';
  return new SeaworthyError('SW_MIGRATION_INVALID', {
    what: 'There is no such folder of migrations',
    where: folder,
    fix,
  });
}

function invalid(where: string, what: string, cause?: unknown): SeaworthyError {
  return new SeaworthyError('SW_MIGRATION_INVALID', { what, where, cause });
}
