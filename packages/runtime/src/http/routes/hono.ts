import type { FetchBindings } from '../handler.ts';
import { setRoute } from './set-route.ts';

interface HonoContext {
  readonly env: unknown;
}

/**
 * Middleware that makes a hono application tell its routes. It is given hono's own `routePath` of `hono/route`:
 * `app.use(honoRoutes(routePath))`.
 */
export function honoRoutes<Context extends HonoContext>(
  routePath: (context: Context, index?: number) => string,
): (context: Context, next: () => Promise<void>) => Promise<void> {
  return async (context, next) => {
    await next();
    const { incoming } = context.env as Partial<FetchBindings>;
    // The last of the handlers that matched.
    if (incoming !== undefined) setRoute(incoming, routePath(context, -1));
  };
}
