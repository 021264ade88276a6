import { fileURLToPath } from 'node:url';
import { goBuild, type BenchOptions, type Skipped } from '../form/index.ts';

/** A program of the table. */
export interface Row {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

/** What `--quick` measures. */
const QUICK = ['node-http', 'seaworthy-log', 'node-http-pino', 'fastify-pino'];

/** The rows of this run, and what could not be had. */
export function rowsOf({ quick, only }: BenchOptions): { rows: Row[]; skipped: Skipped[] } {
  const go = goBuild(path('programs/go-nethttp'));
  const all = [
    node('node-http', 'node-http'),
    node('seaworthy-log', 'seaworthy'),
    node('node-http-pino', 'node-http-pino'),
    node('fastify', 'fastify'),
    node('fastify-pino', 'fastify', { REQUEST_LOG: '1' }),
    node('hono', 'hono'),
    ...(go === undefined ? [] : [{ name: 'go-nethttp', command: [go], env: {} } as const]),
  ];
  const wanted = only ?? (quick ? QUICK : undefined);
  const rows = all.filter(({ name }) => wanted?.includes(name) ?? true);
  if (rows.length === 0) throw new Error(`No row is named ${wanted?.join(' or ')}`);
  return { rows, skipped: go === undefined ? [{ name: 'go-nethttp', reason: 'Go is not on the PATH' }] : [] };
}

function node(name: string, program: string, env: Row['env'] = {}): Row {
  return { name, command: [process.execPath, path(`programs/${program}.ts`)], env };
}

function path(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
