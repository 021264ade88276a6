import type { SessionRecord } from '../store.ts';

/** `[version, expiresAt, createdAt, superseded, userId, predecessor]`; the scripts read the first two. */
type Head = [number, number, number, 0 | 1, (string | null)?, string?];

/** A record as Redis keeps it: a line of its own for the head, then the data as it is. */
export function textOf(record: SessionRecord): string {
  const { version, expiresAt, createdAt, superseded, userId, predecessor, data } = record;
  const head: Head = [version, expiresAt, createdAt, superseded ? 1 : 0];
  if (userId !== undefined || predecessor !== undefined) head.push(userId ?? null);
  if (predecessor !== undefined) head.push(predecessor);
  return `${JSON.stringify(head)}\n${data}`;
}

/** @throws SyntaxError for anything else */
export function recordOf(text: string): SessionRecord {
  const end = text.indexOf('\n');
  const [version, expiresAt, createdAt, superseded, userId, predecessor] = JSON.parse(
    text.slice(0, end),
  ) as Head;
  return {
    version,
    expiresAt,
    createdAt,
    superseded: superseded === 1,
    userId: userId ?? undefined,
    predecessor,
    data: text.slice(end + 1),
  };
}
