import { homedir } from 'node:os';
import { join } from 'node:path';

/** The user's cache folder (XDG Base Directory Specification). */
export function defaultCacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'seaworthy');
}
