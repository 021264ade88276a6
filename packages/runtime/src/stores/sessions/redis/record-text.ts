import type { SessionRecord } from '../store.ts';

/** `[version, expiresAt, createdAt, superseded, userId]`; the scripts read the first two. */
type Head = [number, number, number, 0 | 1, string?];

/** A record as Redis keeps it: a line of its own for the head, then the data as it is. */
export function textOf({ version, expiresAt, createdAt, superseded, userId, data }: SessionRecord): string {
  const head: Head = [version, expiresAt, createdAt, superseded ? 1 : 0];
  if (userId !== undefined) head.push(userId);
  return `${JSON.stringify(head)}\n${data}`;
}

/** @throws SyntaxError for anything else */
export function recordOf(text: string): SessionRecord {
  const end = text.indexOf('\n');
  const [version, expiresAt, createdAt, superseded, userId] = JSON.parse(text.slice(0, end)) as Head;
  return { version, expiresAt, createdAt, superseded: superseded === 1, userId, data: text.slice(end + 1) };
}
