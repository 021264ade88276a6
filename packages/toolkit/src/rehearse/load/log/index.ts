/** The log of requests: written by the load's thread, read by others, a million in 29 MB. */
export { RequestColumns } from './request-columns.ts';
export { RequestWriter } from './request-writer.ts';
