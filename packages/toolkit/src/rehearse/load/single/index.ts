/** Requests apart from the load, each on a connection of its own. */
export { sendSingle, type SingleRequest } from './single-request.ts';
