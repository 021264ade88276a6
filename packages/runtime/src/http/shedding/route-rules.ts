import { SeaworthyError } from '../../errors.ts';
import type { Priority, RequestLine, RouteLoad } from './options.ts';

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
 * @throws SeaworthyError SW_DEFINITION where a pattern has no path, or a limit is not a positive whole number
 */
export function compileRules(routes: Readonly<Record<string, RouteLoad>> = {}): RuleFinder | undefined {
  const rules = Object.entries(routes).map(([pattern, load]) => compile(pattern, rule(pattern, load)));
  if (rules.length === 0) return undefined;
  return ({ method, path }) =>
    rules.find((each) => (each.method === undefined || each.method === method) && each.path.test(path))?.rule;
}

function compile(pattern: string, found: RouteRule) {
  const [, method, path] = /^(?:([A-Z]+) )?(\/\S*)$/.exec(pattern) ?? [];
  if (path === undefined) throw invalid(pattern, 'is not a path, nor a method and a path');
  const source = path
    .split(/(:\w+|\*)/)
    .map((part) => (part === '*' ? '.*' : part.startsWith(':') ? '[^/]+' : RegExp.escape(part)));
  return { method, path: new RegExp(`^${source.join('')}$`), rule: found };
}

function rule(pattern: string, { priority, maxInFlight = Infinity }: RouteLoad): RouteRule {
  if (maxInFlight !== Infinity && !(Number.isSafeInteger(maxInFlight) && maxInFlight > 0))
    throw invalid(pattern, `has maxInFlight ${maxInFlight}, which is not a positive whole number`);
  return { priority, maxInFlight, inFlight: 0 };
}

function invalid(pattern: string, problem: string): SeaworthyError {
  return new SeaworthyError('SW_DEFINITION', {
    what: `The route \`${pattern}\` ${problem}`,
    where: 'defineService http.load.routes',
  });
}
