import { EnvName } from '@seaworthy/contract';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { noConfigFile, readConfigFile, type FileEntry } from './config-file.ts';
import type { ConfigIssue } from './issue.ts';
import { readTextFile } from './text-file.ts';

/** Environment variables, as in `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Where values are looked for. */
export interface SourceOptions {
  readonly env: Env;
  /** The directory that relative paths start from, and that holds `.env`. */
  readonly cwd: string;
  /** Whether `.env` is read. */
  readonly development: boolean;
}

/** A value as it was found, or why it could not be read. */
export interface Found {
  readonly value?: unknown;
  /** Of a list in the config file: its items as they were written, so that `1.10` and `007` stay that. */
  readonly items?: readonly unknown[] | undefined;
  readonly problem?: string;
  /** True: the file that should hold it does not exist. */
  readonly absent?: boolean | undefined;
  /** As in `ConfigIssue.source`. */
  readonly source: string;
}

/** What the sources hold. */
export interface Sources {
  /** The values found for a variable, the strongest source first. */
  readonly candidates: (name: string) => readonly Found[];
  /** What is wrong with whole files. */
  readonly issues: readonly ConfigIssue[];
  /** What of the config file was passed over, each as one sentence. */
  readonly warnings: readonly string[];
  /** Entries of the config file that belong to no variable. */
  readonly unknown: readonly FileEntry[];
  /** Absolute paths of the files that can change while the process runs. */
  readonly files: readonly string[];
}

/** What one process has read, for another of the same service: plain data. It may hold secrets. */
export interface ConfigInputs {
  /** The generation that it belongs to. */
  readonly generation: number;
  /** As {@link Sources.candidates} tells it of each variable. */
  readonly found: Readonly<Record<string, readonly Found[]>>;
}

/** Sources that hold what another process has read. */
export function sourcesOf({ found }: ConfigInputs): Sources {
  return { candidates: (name) => found[name] ?? [], issues: [], warnings: [], unknown: [], files: [] };
}

/**
 * Reads every source of the variables `names`. From the strongest to the weakest: the file that `NAME_FILE` names, the
 * environment, `.env`, the config file that `CONFIG_FILE` names. A config file may spell `DATABASE_URL` as `databaseUrl`.
 *
 * It reads synchronously: the files are few and small, and so no other work sees one of them new and the next one old.
 */
export function readSources(names: readonly string[], options: SourceOptions): Sources {
  const issues: ConfigIssue[] = [];
  const environment = layer(options.env, 'environment');
  const dotEnv = readDotEnv(options, issues);
  const pathIn = (name: string) => {
    const path = environment.get(name)?.value || dotEnv.get(name)?.value;
    return typeof path === 'string' && path !== '' ? resolve(options.cwd, path) : undefined;
  };
  const mounted = mountedFiles(names, pathIn);
  const configPath = pathIn(EnvName.configFile);
  const { entries, unknown, warnings } = readEntries(names, configPath, issues);
  const layers = [
    new Map([...mounted].map(([name, path]) => [name, readMounted(path)])),
    environment,
    dotEnv,
    entries,
  ];
  return {
    candidates: (name) => layers.flatMap((layer) => layer.get(name) ?? []),
    issues,
    warnings,
    unknown,
    files: [...(configPath === undefined ? [] : [configPath]), ...mounted.values()],
  };
}

/** The variable whose value may be in a file named by it, such as `DATABASE_URL_FILE`. */
export function fileVariable(name: string): string {
  return `${name}_FILE`;
}

function layer(env: Env, source: string): ReadonlyMap<string, Found> {
  return new Map(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, { value, source }]])),
  );
}

function readDotEnv({ cwd, development }: SourceOptions, issues: ConfigIssue[]): ReadonlyMap<string, Found> {
  const file = development ? readTextFile(resolve(cwd, '.env')) : { text: '' };
  if ('text' in file) return layer(parseEnv(file.text), '.env');
  if (!file.absent) issues.push({ kind: 'file', source: '.env', expected: file.problem });
  return new Map();
}

/** Paths of mounted files by variable. A variable of the service's own that ends in `_FILE` is no such path. */
function mountedFiles(
  names: readonly string[],
  pathIn: (name: string) => string | undefined,
): Map<string, string> {
  const taken = new Set<string>([...names, EnvName.configFile]);
  const paths = new Map<string, string>();
  for (const name of names) {
    const path = taken.has(fileVariable(name)) ? undefined : pathIn(fileVariable(name));
    if (path !== undefined) paths.set(name, path);
  }
  return paths;
}

function readMounted(path: string): Found {
  const file = readTextFile(path);
  const source = `file ${path}`;
  // Editors and `echo` end a file with a line break that is no part of the value.
  return 'text' in file
    ? { value: file.text.replace(/\r?\n$/, ''), source }
    : { problem: file.problem, absent: file.absent, source };
}

function readEntries(names: readonly string[], path: string | undefined, issues: ConfigIssue[]) {
  const nameOf = new Map(names.flatMap((name) => [name, camelCase(name)].map((key) => [key, name] as const)));
  const entries = new Map<string, Found>();
  const unknown: FileEntry[] = [];
  const file = path === undefined ? noConfigFile : readConfigFile(path);
  issues.push(...file.issues);
  for (const entry of file.entries) {
    const name = nameOf.get(entry.key);
    if (name === undefined) unknown.push(entry);
    else if (entries.has(name))
      issues.push({ kind: 'file', source: entry.source, expected: `expected ${name} once` });
    else if (entry.value !== undefined)
      entries.set(name, { value: entry.value, items: entry.items, source: entry.source });
  }
  return { entries, unknown, warnings: file.warnings };
}

/** `DATABASE_URL` as `databaseUrl`. */
function camelCase(name: string): string {
  return name.toLowerCase().replaceAll(/_+(.)/g, (_, letter: string) => letter.toUpperCase());
}
