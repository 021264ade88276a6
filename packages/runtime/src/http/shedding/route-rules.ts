import { SeaworthyError } from '../../errors.ts';
import { checkRanges } from '../../ranges.ts';
import { compileRoutes } from '../routes/pattern.ts';
import { priorityOf, type Priority, type RequestLine, type RouteLoad } from './options.ts';

const where = 'defineService http.load.routes';

/** A route's limits, and how many of its requests run. */
export interface RouteRule {
  readonly priority: Priority | undefined;
  readonly maxInFlight: number;
  inFlight: number;
}

/** Finds the rule of a request, the first that matches; undefined where there are no rules at all. */
export type RuleFinder = (request: RequestLine) => RouteRule | undefined;

/**
 * Compiles the patterns of `LoadOptions.routes`.
 *
 * @throws SeaworthyError SW_DEFINITION where a pattern has no path, a limit is not a positive whole number or is that of an exempt
 * route, or there is no such priority
 */
export function compileRules(routes: Readonly<Record<string, RouteLoad>> = {}): RuleFinder | undefined {
  return compileRoutes(
    Object.entries(routes).map(([pattern, load]) => [pattern, rule(pattern, load)] as const),
    where,
  );
}

function rule(pattern: string, { priority, maxInFlight = Infinity }: RouteLoad): RouteRule {
  const ranges = { maxInFlight: { from: 1, whole: true, endless: true } };
  checkRanges({ maxInFlight }, ranges, `${where} ${pattern}`);
  if (priority === 'exempt' && maxInFlight !== Infinity)
    throw new SeaworthyError('SW_DEFINITION', {
      what: `The route \`${pattern}\` is exempt, and what is exempt is not counted: its maxInFlight ${maxInFlight} would not hold`,
      where,
      fix: 'Leave one of the two out.',
    });
  return {
    priority: priority === undefined ? undefined : priorityOf(priority, `${where} ${pattern}`),
    maxInFlight,
    inFlight: 0,
  };
}
