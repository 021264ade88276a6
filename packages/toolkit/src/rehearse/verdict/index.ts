/** What a rehearsal showed: pure functions of its evidence. */
export { judge } from './judge.ts';
