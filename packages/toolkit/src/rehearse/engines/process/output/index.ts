/** What a program writes, as lines. */
export { readLines } from './lines.ts';
export { makePipes } from './pipe.ts';
