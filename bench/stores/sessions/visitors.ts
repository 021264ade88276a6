import type { FastifyInstance } from 'fastify';

/** What a session holds. */
export interface Shopping {
  visits: number;
  cart: { id: string; name: string; quantity: number }[];
}

/** A session at its beginning. */
export function newShopping(): Shopping {
  const cart = Array.from({ length: 5 }, (_, index) => ({
    id: `product-${index}`,
    name: 'Coffee, whole beans',
    quantity: index + 1,
  }));
  return { visits: 0, cart };
}

/** Visitors at the same time, each with a session: one alone would measure the way to the server and back. */
const VISITORS = 16;

interface Visitor {
  cookie: string;
  visits: number;
}

/**
 * Visitors of a service that answers `/change` with the number of visits it has counted in the session, and `/read`
 * without counting. They see that it is right.
 */
export function visitors(name: string, app: FastifyInstance) {
  const all: Visitor[] = Array.from({ length: VISITORS }, () => ({ cookie: '', visits: 0 }));

  const visit = async (visitor: Visitor, url: '/read' | '/change') => {
    const { headers, body, statusCode } = await app.inject({ url, headers: { cookie: visitor.cookie } });
    const setCookie = [headers['set-cookie'] ?? []].flat()[0];
    if (setCookie !== undefined) visitor.cookie = setCookie.split(';', 1).join();
    if (url === '/change') visitor.visits += 1;
    if (statusCode !== 200 || Number(body) !== visitor.visits)
      throw new Error(`${name} answered ${url} of visit ${visitor.visits} with ${statusCode} ${body}`);
  };

  const run = async (url: '/read' | '/change', count: number) => {
    for (const visitor of all) if (visitor.cookie === '') await visit(visitor, '/change');
    const one = async (visitor: Visitor) => {
      for (let done = 0; done < count / VISITORS; done++) await visit(visitor, url);
    };
    await Promise.all(all.map(one));
  };
  return { read: (count: number) => run('/read', count), change: (count: number) => run('/change', count) };
}
