import type { Session } from '../session.ts';
import type { Sessions } from '../sessions.ts';

/**
 * A fetch handler whose requests have their session: `app.http({ fetch: withSession(sessions, (request, session) => …) })`.
 * For hono, a middleware that ends with `c.res = withSessionCookie(c.res, session)` does the same.
 */
export function withSession<D extends object, Rest extends unknown[]>(
  sessions: Sessions<D>,
  handler: (request: Request, session: Session<D>, ...rest: Rest) => Response | Promise<Response>,
): (request: Request, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    const session = await sessions.load(request.headers.get('cookie'));
    return withSessionCookie(await handler(request, session, ...rest), session);
  };
}

/** The response, with the session's cookie where the browser needs one. */
export function withSessionCookie(
  response: Response,
  { setCookie }: { setCookie: string | undefined },
): Response {
  if (setCookie === undefined) return response;
  // Those of a redirect, or of another server's response, can't be changed.
  const headers = new Headers(response.headers);
  headers.append('set-cookie', setCookie);
  const { body, status, statusText } = response;
  return new Response(body, { status, statusText, headers });
}
