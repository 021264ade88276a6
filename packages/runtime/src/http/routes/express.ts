import type { IncomingMessage } from 'node:http';

interface ExpressRequest {
  readonly baseUrl?: unknown;
  readonly route?: { readonly path?: unknown };
}

/** The pattern of the route that express chose, which it leaves on the request. */
export function expressRouteOf(request: IncomingMessage): string | undefined {
  const { route, baseUrl } = request as ExpressRequest;
  if (typeof route?.path !== 'string') return undefined;
  return typeof baseUrl === 'string' ? baseUrl + route.path : route.path;
}
