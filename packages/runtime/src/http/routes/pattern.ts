import { SeaworthyError } from '../../errors.ts';
import { routePathOf } from './path.ts';
import type { RequestLine } from '../shedding/index.ts';

/**
 * Compiles rules by patterns such as `PUT /photos/:id` or `/exports/*` (every method): `:name` stands for one part of a path, `*` for
 * any rest. One of GET holds for HEAD too, which handlers serve alike (RFC 9110 §9.3.2). Requests are matched by {@link routePathOf}.
 *
 * @param where the option that holds them, for the error
 * @returns finds the first that matches; undefined where there are no rules at all
 * @throws SeaworthyError SW_DEFINITION where a pattern has no path
 */
export function compileRoutes<T>(
  rules: readonly (readonly [pattern: string, rule: T])[],
  where: string,
): ((request: RequestLine) => T | undefined) | undefined {
  const compiled = rules.map(([pattern, rule]) => ({ ...compile(pattern, where), rule }));
  if (compiled.length === 0) return undefined;
  return (request) => {
    const { method } = request;
    const path = routePathOf(request.path);
    return compiled.find((each) => each.hasMethod(method) && each.paths.test(path))?.rule;
  };
}

function compile(pattern: string, where: string) {
  const [, wanted, path] = /^(?:([A-Z]+) )?(\/\S*)$/.exec(pattern) ?? [];
  if (path === undefined)
    throw new SeaworthyError('SW_DEFINITION', {
      what: `The route \`${pattern}\` is not a path, nor a method and a path`,
      where,
    });
  const source = routePathOf(path)
    .split(/(:\w+|\*)/)
    .map((part) => (part === '*' ? '.*' : part.startsWith(':') ? '[^/]+' : RegExp.escape(part)));
  return {
    hasMethod: (method: string) =>
      wanted === undefined || method === wanted || (method === 'HEAD' && wanted === 'GET'),
    // A line break, unescaped, is a character like any other.
    paths: new RegExp(`^${source.join('')}$`, 's'),
  };
}
