/** Requests that were lost: which are told one by one, and the chain of events that lost each. */
export { lostRequests, type LostRequest } from './lost-requests.ts';
export type { ChainStep } from './chain.ts';
