import { redisScript, type RedisScript } from '../../redis-script.ts';

/**
 * Functions that the scripts share. A session is the text of `record-text.ts`. The index of a user is a sorted set of
 * the keys of their sessions by expiry, and lives as long as the last of them; it may name some that have ended.
 */
const shared = `
local function head(key)
  local text = redis.call('GET', key)
  if not text then return '0', nil end
  return string.match(text, '^%[(%d+),(%d+)')
end
local function keep(key, text, ttl)
  redis.call('SET', key, text, 'PX', ttl)
end
local function enter(index, member, expires, ttl, now)
  if not index then return end
  redis.call('ZREMRANGEBYSCORE', index, '-inf', now)
  redis.call('ZADD', index, expires, member)
  if redis.call('PTTL', index) < tonumber(ttl) then redis.call('PEXPIRE', index, ttl) end
end
`;

/**
 * Writes over a version, 0 for a session that is not there, and tells whether it did.
 *
 * KEYS: the session, the index of its user if it has one. ARGV: version, text, time to live, member, expiry, now.
 */
export const write = script(`
local version, expires = head(KEYS[1])
if version ~= ARGV[1] then return 0 end
keep(KEYS[1], ARGV[2], ARGV[3])
if expires ~= ARGV[5] then enter(KEYS[2], ARGV[4], ARGV[5], ARGV[3], ARGV[6]) end
return 1
`);

/**
 * Writes over a version and, where it did, adds another session.
 *
 * KEYS: the session, the other, the index of the other's user if it has one. ARGV: version, text, time to live; the other's text,
 * time to live, member, expiry; now.
 */
export const replace = script(`
if head(KEYS[1]) ~= ARGV[1] then return 0 end
keep(KEYS[1], ARGV[2], ARGV[3])
keep(KEYS[2], ARGV[4], ARGV[5])
enter(KEYS[3], ARGV[6], ARGV[7], ARGV[5], ARGV[8])
return 1
`);

/**
 * Ends the sessions of an index. What their keys begin with is passed as a key, because clients put a prefix of their own
 * before keys alone.
 *
 * KEYS: the index, what the key of a session begins with. ARGV: the member to keep.
 */
export const deleteOfUser = script(`
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if member ~= ARGV[1] then
    redis.call('DEL', KEYS[2] .. member)
    redis.call('ZREM', KEYS[1], member)
  end
end
`);

function script(body: string): RedisScript {
  return redisScript(shared + body);
}
