/** What a rehearsal showed: pure functions of its evidence. */
export { judge } from './judge.ts';
export { namesError } from './log/names-error.ts';
export { LEAK_SHOWS_MS, refusesLiveness } from './expectations/index.ts';
