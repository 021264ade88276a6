import type { Priority } from './options.ts';
import type { Ticket } from './ticket.ts';

/** Classes that wait, highest first. */
const classes = ['high', 'normal', 'low'] as const satisfies readonly Priority[];

/** A class that waits. */
export type WaitingClass = (typeof classes)[number];

/** Those of one class, by arrival. Who has left stays in the line until its place is reached. */
interface Line<T> {
  readonly tickets: T[];
  /** Index of the oldest. */
  head: number;
}

/** Requests that wait for their turn, by class and arrival. A ticket waits as long as its standing says so. */
export class WaitQueue<T extends Ticket> {
  readonly #lines: Record<WaitingClass, Line<T>> = {
    high: { tickets: [], head: 0 },
    normal: { tickets: [], head: 0 },
    low: { tickets: [], head: 0 },
  };
  /** How many wait. */
  size = 0;

  push(ticket: T, priority: WaitingClass): void {
    ticket.standing = 'waiting';
    this.#lines[priority].tickets.push(ticket);
    this.size++;
  }

  /** Takes a ticket out of the middle: its client has gone. */
  remove(ticket: T): void {
    this.#out(ticket);
  }

  /** Takes the one whose turn is next: of the highest class the newest or the oldest. */
  take(newestFirst: boolean): T | undefined {
    for (const name of classes) {
      const line = this.#lines[name];
      const ticket = newestFirst ? newest(line) : oldest(line);
      if (ticket === undefined) continue;
      if (newestFirst) line.tickets.pop();
      else line.head++;
      return this.#out(ticket);
    }
    return undefined;
  }

  /** Takes the oldest of the lowest class. */
  takeLeast(): T | undefined {
    for (const name of classes.toReversed()) {
      const ticket = oldest(this.#lines[name]);
      if (ticket === undefined) continue;
      this.#lines[name].head++;
      return this.#out(ticket);
    }
    return undefined;
  }

  /** Whether any arrived before `time`. */
  hasOlderThan(time: number): boolean {
    return classes.some((name) => (oldest(this.#lines[name])?.startedAt ?? time) < time);
  }

  /** Takes one that arrived before `time`, if there is any. */
  takeOlderThan(time: number): T | undefined {
    for (const name of classes) {
      const ticket = oldest(this.#lines[name]);
      if (ticket === undefined || ticket.startedAt >= time) continue;
      this.#lines[name].head++;
      return this.#out(ticket);
    }
    return undefined;
  }

  #out(ticket: T): T {
    ticket.standing = 'outside';
    this.size--;
    if (this.size === 0) for (const name of classes) empty(this.#lines[name]);
    return ticket;
  }
}

/** Nobody looks for the place of who has left where nobody waits. */
function empty<T>(line: Line<T>): void {
  line.tickets.length = 0;
  line.head = 0;
}

function oldest<T extends Ticket>(line: Line<T>): T | undefined {
  const { tickets } = line;
  while (line.head < tickets.length && tickets[line.head]?.standing !== 'waiting') line.head++;
  // What has been passed is let go of now and then: at each step it would cost the length of the line.
  if (line.head > tickets.length / 2) {
    tickets.splice(0, line.head);
    line.head = 0;
  }
  return tickets[line.head];
}

function newest<T extends Ticket>({ tickets, head }: Line<T>): T | undefined {
  while (tickets.length > head && tickets.at(-1)?.standing !== 'waiting') tickets.pop();
  return tickets.length > head ? tickets.at(-1) : undefined;
}
