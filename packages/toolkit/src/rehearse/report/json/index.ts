/** The rehearsal as one JSON object, for programs. */
export { jsonReport } from './json-report.ts';
export type * from './schema.ts';
