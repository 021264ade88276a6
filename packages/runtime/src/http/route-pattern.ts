import { SeaworthyError } from '../errors.ts';
import type { RequestLine } from './shedding/index.ts';

/**
 * Compiles `PUT /photos/:id` or `/exports/*` (every method): `:name` stands for one part of a path, `*` for any rest.
 *
 * @param where the option that holds it, for the error
 * @throws SeaworthyError SW_DEFINITION where it has no path
 */
export function routePattern(pattern: string, where: string): (request: RequestLine) => boolean {
  const [, method, path] = /^(?:([A-Z]+) )?(\/\S*)$/.exec(pattern) ?? [];
  if (path === undefined)
    throw new SeaworthyError('SW_DEFINITION', {
      what: `The route \`${pattern}\` is not a path, nor a method and a path`,
      where,
    });
  const source = path
    .split(/(:\w+|\*)/)
    .map((part) => (part === '*' ? '.*' : part.startsWith(':') ? '[^/]+' : RegExp.escape(part)));
  const paths = new RegExp(`^${source.join('')}$`);
  return (request) => (method === undefined || method === request.method) && paths.test(request.path);
}
