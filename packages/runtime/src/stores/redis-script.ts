import { hash } from 'node:crypto';

/** A client of Redis or Valkey, as far as a store needs one: that of `ioredis` and `iovalkey` is one. */
export interface RedisCommands {
  call(command: string, ...args: (string | number)[]): Promise<unknown>;
}

/** A Lua script and its SHA-1, by which a server that has seen it knows it. */
export interface RedisScript {
  readonly lua: string;
  readonly sha1: string;
}

/** A script by its text. */
export function redisScript(lua: string): RedisScript {
  return { lua, sha1: hash('sha1', lua) };
}

/** Runs a script by its SHA-1; a server that does not know it, as after a restart, is given its text. */
export async function runScript(
  client: RedisCommands,
  { lua, sha1 }: RedisScript,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  try {
    return await client.call('EVALSHA', sha1, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return client.call('EVAL', lua, keys.length, ...keys, ...args);
  }
}
