import { readFileSync } from 'node:fs';

/**
 * A tag that stands in the name of whatever a run leaves outside of its processes, and says whose it is: ID and start
 * time of the process, and which of its engines. Ten letters and digits, so that it fits into an interface's name.
 */
export type OwnerTag = string;

/** What the names of interfaces and namespaces begin with; they may have 15 characters. */
export const SHORT_PREFIX = 'sw';
/** What the names of cgroups and folders begin with. */
export const LONG_PREFIX = 'seaworthy-rehearsal-';

const TAGGED = new RegExp(`^(?:${LONG_PREFIX}([0-9a-z]{10})|${SHORT_PREFIX}([0-9a-z]{10})(?:[0-9a-z]{3})?)$`);
/** Linux' PID_MAX_LIMIT. */
const LARGEST_PID = 2 ** 22;
const engines = new Set<number>();

/** A tag for a new engine of this process. Give it back by {@link releaseTag}. */
export function takeTag(): OwnerTag {
  let index = 0;
  while (engines.has(index)) index += 1;
  engines.add(index);
  return `${processPart(process.pid)}${(index % 36).toString(36)}`;
}

/** Lets the tag be used again. */
export function releaseTag(tag: OwnerTag): void {
  engines.delete(Number.parseInt(tag.slice(-1), 36));
}

/** The tag within a name; undefined where it is not one of ours. */
export function tagIn(name: string): OwnerTag | undefined {
  const [, long, short] = TAGGED.exec(name) ?? [];
  const tag = long ?? short;
  return tag !== undefined && pidOf(tag) <= LARGEST_PID ? tag : undefined;
}

/** Whether the process that a tag names is running. */
export function isAlive(tag: OwnerTag): boolean {
  return processPart(pidOf(tag)) === tag.slice(0, 9);
}

function pidOf(tag: OwnerTag): number {
  return Number.parseInt(tag.slice(0, 5), 36);
}

/** Process IDs end at 2^22 and come again: the start time tells two of them apart. */
function processPart(pid: number): string {
  return pid.toString(36).padStart(5, '0') + (startTime(pid) % 36 ** 4).toString(36).padStart(4, '0');
}

/** In clock ticks since the machine started (proc(5), field 22 of stat); -1 + 36^4 where there is no such process. */
function startTime(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return 36 ** 4 - 1;
  }
}
