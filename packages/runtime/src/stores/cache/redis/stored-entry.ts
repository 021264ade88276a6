import type { Codec } from '../codec.ts';
import type { Entry } from '../entry.ts';
import { freeze } from '../freeze.ts';
import type { Lease } from '../remote-tier.ts';

/** An entry as the server holds it, and the versions of tags that it is good for. */
export interface StoredEntry {
  readonly id: string;
  readonly entry: Entry;
  readonly versions: readonly string[];
}

const ID_LENGTH = 16;
const none: readonly string[] = [];

/** `<id><head>\n<text>`, where head is JSON: `[freshUntil, staleUntil, 0 or 1 for a value, [tag, version, …]]`. */
export function formatEntry({ id, versions }: Lease, entry: Entry): string {
  const { freshUntil, staleUntil, tags, text } = entry;
  const versioned = tags.flatMap((tag, index) => [tag, versions[index]]);
  const head = [freshUntil, staleUntil, text === undefined ? 0 : 1, ...versioned];
  return `${id}${JSON.stringify(head)}\n${text ?? ''}`;
}

/** Reads it; undefined where it is none of ours, such as that of a later release. */
export function parseEntry(stored: string, codec: Codec): StoredEntry | undefined {
  try {
    const end = stored.indexOf('\n');
    const [freshUntil, staleUntil, present, ...versioned] = JSON.parse(stored.slice(ID_LENGTH, end)) as [
      number,
      number,
      number,
      ...string[],
    ];
    const text = present === 1 ? stored.slice(end + 1) : undefined;
    const value = text === undefined ? undefined : freeze(codec.decode(text));
    const [tags, versions] = versioned.length === 0 ? [none, none] : unzip(versioned);
    return { id: idOf(stored), entry: { value, freshUntil, staleUntil, tags, text }, versions };
  } catch {
    return undefined;
  }
}

function unzip(pairs: readonly string[]): [string[], string[]] {
  return [pairs.filter((_, index) => index % 2 === 0), pairs.filter((_, index) => index % 2 === 1)];
}

/** What identifies it, even where the rest cannot be read. */
export function idOf(stored: string): string {
  return stored.slice(0, ID_LENGTH);
}
