/** What a program writes, as lines. */
export { readLines } from './lines.ts';
