/** Sessions of requests as each kind of server has them. */
export { withSession, withSessionCookie } from './fetch.ts';
export { loadNodeSession } from './node.ts';
