import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The trimmed text of `directory/name`; undefined when it can't be read. */
export function readText(directory: string, name: string): string | undefined {
  try {
    return readFileSync(join(directory, name), 'utf8').trim();
  } catch {
    // Absent in a root group, without the controller, or hidden from the container: all mean "not known".
    return undefined;
  }
}

/** A file with one number. Undefined: unreadable, or `max`, which means no limit. */
export function readNumber(directory: string, name: string): number | undefined {
  return toNumber(readText(directory, name));
}

/** A flat keyed file (`name value` on each line), as `cpu.stat`. Undefined: unreadable. */
export function readKeyed(directory: string, name: string): ReadonlyMap<string, number> | undefined {
  const text = readText(directory, name);
  if (text === undefined) return undefined;
  const entries = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [key = '', value] = line.split(' ');
    const number = toNumber(value);
    if (number !== undefined) entries.set(key, number);
  }
  return entries;
}

/** The number that `text` spells; undefined for anything else. */
export function toNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}
