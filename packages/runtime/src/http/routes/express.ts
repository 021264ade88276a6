import type { IncomingMessage } from 'node:http';
import { pathOf } from '../exchange/request-target.ts';
import { expressPattern, type ExpressApp } from './express-patterns.ts';

interface ExpressRequest {
  readonly app?: ExpressApp;
  readonly baseUrl?: unknown;
  readonly originalUrl?: unknown;
  readonly route?: { readonly path?: unknown } | null;
}

/** The pattern of the route that express chose, which it leaves on the request. */
export function expressRouteOf(request: IncomingMessage): string | undefined {
  const { route, app, baseUrl, originalUrl } = request as ExpressRequest;
  if (typeof route !== 'object' || route?.path === undefined) return undefined;
  const pattern =
    app === undefined || typeof originalUrl !== 'string'
      ? undefined
      : expressPattern(app, route, pathOf(originalUrl));
  if (pattern !== undefined || typeof route.path !== 'string') return pattern;
  return typeof baseUrl === 'string' ? baseUrl + route.path : route.path;
}
