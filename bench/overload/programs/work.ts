/** What a request costs: `/cpu` holds the thread, `/dependency` waits for one of few connections. */
import { pbkdf2Sync } from 'node:crypto';

/** Some ten milliseconds: the load generator, on a core of its own, must have time to spare. */
const ITERATIONS = 15_000;
const CONNECTIONS = 8;
const QUERY_MS = 80;

let free = CONNECTIONS;
const waiting: (() => void)[] = [];

/** Does the work of `path`. */
export function work(path: string | undefined): void | Promise<void> {
  if (path === '/dependency') return query();
  pbkdf2Sync('password', 'salt', ITERATIONS, 32, 'sha256');
}

/** A pool without bounds on who waits, as that of every database client by default. */
async function query(): Promise<void> {
  if (free > 0) free--;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  await new Promise((resolve) => setTimeout(resolve, QUERY_MS));
  const next = waiting.shift();
  if (next === undefined) free++;
  else next();
}
