import { randomBytes } from 'node:crypto';
import { Secret } from '@seaworthy/runtime';

/** What signs session cookies where nothing is configured. */
const ofThisProcess = [new Secret(randomBytes(32).toString('base64url'))];

/**
 * The keys that sign session cookies: those configured, else, in development alone, one of this process, whose sessions end
 * with it.
 */
export function signingKeys(configured: readonly Secret[] | undefined): readonly Secret[] {
  return configured ?? ofThisProcess;
}
