/** The names by which a service reaches itself. It runs before the service, and imports nothing but Node. */
export const ownHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);
