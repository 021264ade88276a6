import { readFileSync } from 'node:fs';

/** A file's text; empty where it cannot be read, such as one of a process that has ended. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
