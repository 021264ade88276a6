/** What a rehearsal showed: pure functions of its evidence. */
export { judge } from './judge.ts';
export { LastOutput } from './log/last-output.ts';
export { LEAK_SHOWS_MS, refusesLiveness } from './expectations/index.ts';
