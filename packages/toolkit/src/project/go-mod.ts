import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The text of a service's go.mod; empty where it has none. */
export function readGoMod(root: string): Promise<string> {
  return readFile(join(root, 'go.mod'), 'utf8').catch(() => '');
}

/** The Go version that go.mod states, such as `1.26.0`; undefined where there is none. */
export async function goVersion(root: string): Promise<string | undefined> {
  return /^go\s+(\S+)/m.exec(await readGoMod(root))?.[1];
}
