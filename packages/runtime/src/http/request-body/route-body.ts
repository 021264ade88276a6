import { checkRanges } from '../../ranges.ts';
import { compileRoutes } from '../routes/pattern.ts';
import type { RequestLine } from '../shedding/index.ts';

/** What holds for the bodies of one route's requests. */
export interface RouteBody {
  /** The most bytes of a body; larger get 413. Default: `limits.maxBodyBytes`. */
  readonly maxBytes?: number;
  /**
   * How much of a body the handler holds at once, in bytes, where it streams. Memory is then set aside for so much, and
   * not for all of the body: an upload of gigabytes is let in where it takes megabytes. Default: all of it.
   */
  readonly heldBytes?: number;
}

/** Finds what holds for a request's body, the first pattern that matches. */
export type RouteBodyFinder = (request: RequestLine) => RouteBody | undefined;

/**
 * Compiles `HttpDefinition.bodies`. Undefined where there are none.
 *
 * @throws SeaworthyError SW_DEFINITION where a pattern has no path, or a size is not positive
 */
export function compileBodies(bodies: Readonly<Record<string, RouteBody>> = {}): RouteBodyFinder | undefined {
  const where = 'defineService http.bodies';
  const rules = Object.entries(bodies);
  const ranges = { maxBytes: { above: 0 }, heldBytes: { above: 0 } };
  for (const [pattern, { maxBytes, heldBytes }] of rules)
    checkRanges({ maxBytes, heldBytes }, ranges, `${where} ${pattern}`);
  return compileRoutes(rules, where);
}
