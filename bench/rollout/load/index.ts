/** Open-loop load over a Service, by several kinds of clients, none of which ever sends a request twice. */
export { applyLoad, type LoadShape, type Routes } from './load.ts';
export type { ClientKind } from './client.ts';
export { Tally, type LossRecord } from './tally.ts';
