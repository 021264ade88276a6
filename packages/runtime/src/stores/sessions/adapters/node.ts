import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Session } from '../session.ts';
import type { Sessions } from '../sessions.ts';

/**
 * The session of a request of node:http, express or koa (`context.req`, `context.res`); of HTTP/2 as well. Its cookie goes
 * into the answer's headers by itself, so changes that need a new one (the first of a visitor, a login) come before
 * anything of the answer is sent.
 */
export function loadNodeSession<D extends object>(
  sessions: Sessions<D>,
  request: Pick<IncomingMessage, 'headers'>,
  response: Pick<ServerResponse, 'getHeader' | 'setHeader'>,
): Promise<Session<D>> {
  return sessions.load(request.headers.cookie, (setCookie) => {
    const others = [response.getHeader('set-cookie') ?? []]
      .flat()
      .map(String)
      .filter((other) => !other.startsWith(`${sessions.cookieName}=`));
    response.setHeader('set-cookie', [...others, setCookie]);
  });
}
