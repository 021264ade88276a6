import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';

/** What the figures were measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryMiB: number;
  readonly system: string;
}

/** This machine. */
export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    system: `${platform()} ${release()} ${arch()}`,
  };
}

/** Versions of Node, of Go where it is present, and of the named packages as installed. */
export function versionsOf(packages: readonly string[]): Record<string, string> {
  const versions: Record<string, string> = { node: process.versions.node };
  const go = goVersion();
  if (go !== undefined) versions['go'] = go;
  for (const name of packages) versions[name] = packageVersion(name);
  return versions;
}

/** Go's version, undefined when Go is not on the PATH. */
export function goVersion(): string | undefined {
  try {
    return execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' }).trim().replace(/^go/, '');
  } catch {
    return undefined;
  }
}

function packageVersion(name: string): string {
  const path = findPackageJSON(name, import.meta.url);
  if (path === undefined) throw new Error(`The package ${name} is not installed: run npm ci`);
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
