/** What holds secrets by custom. The Dockerfile of `seaworthy init` leaves the same out. */
const secret = /(^|\/)(\.env[^/]*|\.npmrc|[^/]*\.(pem|key))$/;

/**
 * Whether a file of the project may hold secrets: that the source refers to it, as it does for development, is not enough to
 * put it into an image.
 *
 * @param path relative to the project, so that only its own `node_modules` count
 */
export function mayBeSecret(path: string): boolean {
  return secret.test(path) && !path.includes('node_modules/');
}
