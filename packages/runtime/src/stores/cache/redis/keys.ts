/** Names of what a cache has on the server. */
export interface Keys {
  readonly entry: (key: string) => string;
  readonly lease: (key: string) => string;
  readonly tag: (tag: string) => string;
  /** Channel that tells of changes. */
  readonly changes: string;
}

/** All of it begins with the cache’s name, so that several can share a server. */
export function keysOf(name: string): Keys {
  return {
    entry: (key) => `${name}:entry:${key}`,
    lease: (key) => `${name}:lease:${key}`,
    tag: (tag) => `${name}:tag:${tag}`,
    changes: `${name}:changes`,
  };
}
