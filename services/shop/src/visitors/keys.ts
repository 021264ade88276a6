import { randomBytes } from 'node:crypto';
import { Secret, SeaworthyError, type App, type ConfigShape } from '@seaworthy/runtime';

/** What signs session cookies where nothing is configured. */
const ofThisProcess = [new Secret(randomBytes(32).toString('base64url'))];

/**
 * The keys that sign session cookies: those configured, else, in development, one of this process, whose sessions end
 * with it.
 *
 * @throws SeaworthyError SW_CONFIG_INVALID where there must be some: replicas would refuse one another's cookies
 */
export function signingKeys(
  configured: readonly Secret[] | undefined,
  { embeddedAllowed }: Pick<App<ConfigShape>, 'embeddedAllowed'>,
): readonly Secret[] {
  if (configured !== undefined && configured.length > 0) return configured;
  if (embeddedAllowed) return ofThisProcess;
  throw new SeaworthyError('SW_CONFIG_INVALID', {
    what: 'There is no key to sign session cookies with',
    where: 'SHOP_SESSION_KEYS is not set',
    fix: 'Set SHOP_SESSION_KEYS to a secret of at least 32 bytes, the same for all replicas: `openssl rand -base64 32`.',
  });
}
