import { SeaworthyError } from '../../errors.ts';
import { checkRanges, type Range } from '../../ranges.ts';

/**
 * Who goes first under overload: `exempt` is always served at once and never counted (health-like routes), nor does it wait
 * for memory, though what it takes is set aside and the rest of a body of undeclared size may wait; of the others
 * a higher class is served before a lower one, and a lower one is refused first. The names are those of Kubernetes' API
 * priority and fairness, where `exempt` means the same.
 */
export type Priority = (typeof priorities)[number];

const priorities = ['exempt', 'high', 'normal', 'low'] as const;

/**
 * The priority that `name` is, which need not have passed a compiler.
 *
 * @param where it was said
 * @throws SeaworthyError SW_DEFINITION where there is none of that name
 */
export function priorityOf(name: string, where: string): Priority {
  const priority = priorities.find((each) => each === name);
  if (priority !== undefined) return priority;
  const what = `The priority ${JSON.stringify(name)} is none of ${priorities.join(', ')}`;
  throw new SeaworthyError('SW_DEFINITION', { what, where });
}

/** What holds for the requests of one route. */
export interface RouteLoad {
  /**
   * How many of the route's requests run at once; one more gets 429 with Retry-After. Not where its priority is `exempt`, by which
   * they are not counted. Default: no limit of its own.
   */
  readonly maxInFlight?: number;
  /** Default `normal`. */
  readonly priority?: Priority;
}

/** What is known of a request before its handler runs. */
export interface RequestLine {
  readonly method: string;
  /** As handlers route by it: without the query, `.` and `..`, and without escapes that it does not need. */
  readonly path: string;
}

/** How the listener behaves when more is asked of it than it can do. Every default is safe where there is no overload. */
export interface LoadOptions {
  /**
   * By route: `GET /reports/:id`, `/exports/*` (every method). `:name` stands for one part of a path, `*` for any rest;
   * the first that matches counts. One of GET holds for HEAD too. `.`, `..` and needless escapes of a path count as in a URL (`/x/../reports`
   * is `/reports`); its case, and a slash at the end, count as they are. Default: none.
   */
  readonly routes?: Readonly<Record<string, RouteLoad>>;
  /**
   * The priority of a request for which no route says it. Where it throws, or says none of the four, the request counts as
   * `normal` and an `http.error` tells why. Default `normal` for all.
   */
  readonly priority?: (request: RequestLine) => Priority;
  /**
   * How long a request waits for its turn before it gets 503 with Retry-After, in milliseconds; a quarter of it while the
   * queue stands. Default 2000.
   */
  readonly maxWaitMs?: number;
  /** How many wait at most. The oldest of the lowest class make room. Default 1000. */
  readonly maxWaiting?: number;
  /** The adaptive limit never falls below so many requests at once. Default 16. */
  readonly minConcurrency?: number;
}

/** The numbers of {@link LoadOptions}. */
type LoadNumbers = Required<Pick<LoadOptions, 'maxWaitMs' | 'maxWaiting' | 'minConcurrency'>>;

const ranges: Readonly<Record<keyof LoadNumbers, Range>> = {
  maxWaitMs: { from: 0 },
  maxWaiting: { from: 0 },
  minConcurrency: { from: 1 },
};

/**
 * Fills in the numbers that are left out.
 *
 * @throws SeaworthyError SW_DEFINITION where one is out of its range
 */
export function resolveLoad(options: LoadOptions): LoadNumbers {
  const { maxWaitMs = 2_000, maxWaiting = 1_000, minConcurrency = 16 } = options;
  const numbers = { maxWaitMs, maxWaiting, minConcurrency };
  checkRanges(numbers, ranges, 'defineService http.load');
  return numbers;
}
