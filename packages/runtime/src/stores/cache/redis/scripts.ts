import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** A Lua script and its SHA-1, by which a server that has seen it knows it. */
export interface Script {
  readonly lua: string;
  readonly sha1: string;
}

/** The entry’s id is its first 16 characters. */
const ID = '0, 15';

/**
 * KEYS: entry, lease, tags… ARGV: id of the lease, its milliseconds, milliseconds that tags must live, and the id of the
 * entry that was seen, or none: then the lease is taken by force.
 *
 * Returns `changed`, `held`, or the versions of the tags. A tag without a version gets one: then one that was lost or
 * dropped can never be taken for the same again.
 */
export const leaseScript = script(`
if ARGV[4] and redis.call('GETRANGE', KEYS[1], ${ID}) ~= ARGV[4] then return 'changed' end
if ARGV[4] then
  if not redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return 'held' end
else
  redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
end
local versions = {}
for i = 3, #KEYS do
  local version = redis.call('GET', KEYS[i])
  if not version then
    version = ARGV[1]
    redis.call('SET', KEYS[i], version, 'PX', ARGV[3])
  elseif redis.call('PTTL', KEYS[i]) < tonumber(ARGV[3]) then
    redis.call('PEXPIRE', KEYS[i], ARGV[3])
  end
  versions[i - 2] = version
end
return versions`);

/** KEYS: entry, lease. ARGV: id of the lease, text of the entry, its milliseconds. */
export const storeScript = script(`
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`);

/** KEYS: lease. ARGV: its id. */
export const releaseScript = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`);

/** Runs a script by its SHA-1, and by its text where the server has not seen it yet. */
export async function runScript(
  client: Redis,
  { lua, sha1 }: Script,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  try {
    return await client.evalsha(sha1, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return client.eval(lua, keys.length, ...keys, ...args);
  }
}

function script(lua: string): Script {
  return { lua, sha1: createHash('sha1').update(lua).digest('hex') };
}
