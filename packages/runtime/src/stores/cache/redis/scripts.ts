import { redisScript } from '../../redis-script.ts';

/** The entry’s id is its first 16 characters. */
const ID = '0, 15';

/**
 * KEYS: entry, lease, tags… ARGV: id of the lease, its milliseconds, milliseconds that tags must live, and the id of the
 * entry that was seen, or none: then the lease is taken by force.
 *
 * Returns `changed`, `held`, `free`, or the versions of the tags. A tag without a version gets one: then one that was lost or
 * dropped can never be taken for the same again. Whoever takes a lease that was released with nothing stored may store, too, but
 * nobody waits for it.
 */
export const leaseScript = redisScript(`
if ARGV[4] and redis.call('GETRANGE', KEYS[1], ${ID}) ~= ARGV[4] then return 'changed' end
local held = ARGV[4] and redis.call('GET', KEYS[2])
if held == 'free' then
  redis.call('SET', KEYS[2], ARGV[1] .. '-free', 'PX', ARGV[2])
elseif held then
  return string.sub(held, -5) == '-free' and 'free' or 'held'
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
export const storeScript = redisScript(`
local held = redis.call('GET', KEYS[2])
if held ~= ARGV[1] and held ~= ARGV[1] .. '-free' then return 0 end
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`);

/** KEYS: lease. ARGV: its id, and the milliseconds for which nobody is to wait for others. */
export const releaseScript = redisScript(`
local held = redis.call('GET', KEYS[1])
if held ~= ARGV[1] and held ~= ARGV[1] .. '-free' then return 0 end
redis.call('SET', KEYS[1], 'free', 'PX', ARGV[2])
return 1`);
