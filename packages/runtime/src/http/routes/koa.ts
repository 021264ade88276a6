import type { IncomingMessage } from 'node:http';
import { setRoute } from './set-route.ts';

interface KoaContext {
  readonly req: IncomingMessage;
  /** Set by `@koa/router`. */
  readonly _matchedRoute?: unknown;
}

/** Middleware that makes a koa application with `@koa/router` tell its routes. Use it before the router. */
export function koaRoutes(): (context: KoaContext, next: () => Promise<unknown>) => Promise<void> {
  return async (context, next) => {
    try {
      await next();
    } finally {
      if (typeof context._matchedRoute === 'string') setRoute(context.req, context._matchedRoute);
    }
  };
}
