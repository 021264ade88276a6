/** What holds settings with passwords by custom, wherever it lies: git's have those of remotes. The Dockerfile of `seaworthy init` leaves the same out. */
const settings = /(^|\/)(\.env[^/]*|\.npmrc|\.netrc|\.pgpass|\.git-credentials|\.git\/.*)$/;

/** The endings of files of keys. */
export const keyEndings = ['pem', 'key', 'p12', 'pfx', 'jks', 'keystore'] as const;
/** What `id_` is followed by in the names of SSH's own. */
export const keyKinds = ['rsa', 'dsa', 'ecdsa', 'ed25519'] as const;

/** What holds keys by custom, unless it is a package's: those that are installed are public, and need theirs (a CA bundle). */
const keys = new RegExp(`(^|/)(id_(${keyKinds.join('|')})|[^/]*\\.(${keyEndings.join('|')}))$`, 'i');

/**
 * Whether a file of the project, or of its packages, may hold secrets: that the source refers to it, as it does for development,
 * is not enough to put it into an image.
 *
 * @param path relative to the project, so that only its own `node_modules` count, and those beside it
 */
export function mayBeSecret(path: string): boolean {
  return settings.test(path) || (keys.test(path) && !path.includes('node_modules/'));
}
