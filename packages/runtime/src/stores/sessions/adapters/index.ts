/** Sessions of requests as each kind of server has them. */
export { withSession } from './fetch.ts';
export { loadNodeSession } from './node.ts';
