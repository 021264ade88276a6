import type { Redis } from 'ioredis';
import type { Change } from '../remote-tier.ts';
import type { Keys } from './keys.ts';

/** Keys that a step of SCAN looks at: it holds the server up for well under a millisecond. */
const SCAN_COUNT = 500;

/** Drops entries, leases and versions of tags, and then tells the replicas: who reads after the message finds them gone. */
export async function dropFrom(client: Redis, keys: Keys, change: Change, self: string): Promise<void> {
  if (change.prefix !== undefined) await dropPrefix(client, keys, change.prefix);
  const { keys: entries = [], tags = [] } = change;
  const names = [...entries.flatMap((key) => [keys.entry(key), keys.lease(key)]), ...tags.map(keys.tag)];
  if (names.length > 0) await client.unlink(names);
  await client.publish(keys.changes, JSON.stringify({ ...change, self }));
}

async function dropPrefix(client: Redis, keys: Keys, prefix: string): Promise<void> {
  // ioredis puts it before names, and neither before a pattern nor off the names that are found.
  const { keyPrefix = '' } = client.options;
  for (const nameOf of [keys.lease, keys.tag, keys.entry]) {
    let cursor = '0';
    do {
      const [next, found] = await client.scan(
        cursor,
        'MATCH',
        `${escapeGlob(keyPrefix + nameOf(prefix))}*`,
        'COUNT',
        SCAN_COUNT,
      );
      if (found.length > 0) await client.unlink(found.map((name) => name.slice(keyPrefix.length)));
      cursor = next;
    } while (cursor !== '0');
  }
}

/** Characters that SCAN’s patterns give a meaning. */
function escapeGlob(text: string): string {
  return text.replaceAll(/[*?[\]\\^-]/g, String.raw`\$&`);
}
