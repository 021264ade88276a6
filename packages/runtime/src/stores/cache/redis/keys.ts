/** Names of what a cache has on the server. */
export interface Keys {
  readonly entry: (key: string) => string;
  readonly lease: (key: string) => string;
  readonly tag: (tag: string) => string;
  /** Channel that tells of changes. */
  readonly changes: string;
}

/** All of it begins with the cache’s prefix, so that several can share a server. */
export function keysOf(prefix: string): Keys {
  return {
    entry: (key) => `${prefix}:entry:${key}`,
    lease: (key) => `${prefix}:lease:${key}`,
    tag: (tag) => `${prefix}:tag:${tag}`,
    changes: `${prefix}:changes`,
  };
}
