import type { Session } from '../session.ts';
import type { Sessions } from '../sessions.ts';

/**
 * A fetch handler whose requests have their session: `{ fetch: withSession(sessions, (request, session) => …) }`. Hono
 * needs none: `sessions.load(c.req.header('cookie'), (cookie) => c.header('set-cookie', cookie, { append: true }))`.
 */
export function withSession<D extends object, Rest extends unknown[]>(
  sessions: Sessions<D>,
  handler: (request: Request, session: Session<D>, ...rest: Rest) => Response | Promise<Response>,
): (request: Request, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    const session = await sessions.load(request.headers.get('cookie'));
    return withCookie(await handler(request, session, ...rest), session);
  };
}

/** The response, with the session's cookie where the browser needs one. */
function withCookie(response: Response, { setCookie }: { setCookie: string | undefined }): Response {
  if (setCookie === undefined) return response;
  // Those of a redirect, or of another server's response, can't be changed.
  const headers = new Headers(response.headers);
  headers.append('set-cookie', setCookie);
  const { body, status, statusText } = response;
  return new Response(body, { status, statusText, headers });
}
