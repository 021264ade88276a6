/** What a program writes, as lines. */
export { readLines } from './lines.ts';
export { makePipe } from './pipe.ts';
