/** Overload: who is served, who waits, and who is told to come again. */
export { LoadShedder, type ShedReason } from './load-shedder.ts';
export type { LoadOptions, Priority, RequestLine, RouteLoad } from './options.ts';
export type { Ticket } from './ticket.ts';
