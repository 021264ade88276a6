import type { AccessEntry } from '../access-log.ts';
import type { LogLevel } from '../level.ts';

/** What a log's readers call what they look for in a line. */
export interface LogForm {
  readonly names: LineNames;
  /** What a level is called; one that is not named here has its own name. */
  readonly levels: Readonly<Partial<Record<LogLevel, string>>>;
  /** Stands before a trace's id. Of characters of ASCII that JSON need not escape. */
  readonly tracePrefix: string;
  /** What each line has of its service. */
  readonly base: (facts: ServiceFacts) => Readonly<Record<string, unknown>>;
  /** Names that its readers take for something else than what a service means by them, besides those above. */
  readonly reserved: readonly string[];
  /** A line's own fields, errors described, by the names of its readers. */
  readonly fields: (fields: Readonly<Record<string, unknown>>) => Record<string, unknown>;
  /** Where {@link fields} puts what: paths before and after, in pino's form. What is redacted here is so there. */
  readonly moved: readonly (readonly [from: string, to: string])[];
  readonly access: AccessForm;
  /** What it cannot do as things are, in a sentence for the log. */
  readonly shortfall?: string;
}

/** Names of what lines have. */
export interface LineNames {
  readonly level: string;
  /** ISO 8601, in UTC. */
  readonly time: string;
  readonly message: string;
  readonly requestId: string;
  readonly traceId: string;
  readonly spanId: string;
}

/** Which service writes, and where it runs. */
export interface ServiceFacts {
  readonly service: string;
  readonly version: string;
  /** Which of several processes it is. */
  readonly process: number | undefined;
  readonly pod: string | undefined;
  readonly namespace: string | undefined;
  readonly node: string | undefined;
}

/** What many requests have in common. */
export type RequestKind = Pick<AccessEntry, 'method' | 'path' | 'route' | 'status'>;

/** A request's line, around the one thing that differs with each: how long it took. All is JSON. */
export interface AccessForm {
  /** From the quote that ends the request's ids on, up to the duration: kept for all requests of that kind. */
  readonly before: (kind: RequestKind) => string;
  /** Writes the duration into `bytes` from index `at` on, in at most `NUMBER_SIZE` bytes. @returns the index behind it */
  readonly putDuration: (bytes: Uint8Array, at: number, ms: number) => number;
  /** What is behind the duration, with the message, but for the line's end. */
  readonly after: (entry: AccessEntry) => string;
}
