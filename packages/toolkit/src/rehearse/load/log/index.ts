/** The log of requests: written by the load's thread, read by others, a million in 29 MB. */
export { RequestColumns, type Lag } from './request-columns.ts';
export { RequestWriter, type LogListener } from './request-writer.ts';
