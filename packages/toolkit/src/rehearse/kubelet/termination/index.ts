/** How containers are ended: preStop, turns, the stop signal, SIGKILL, in one budget. */
export { killContainer } from './kill.ts';
export { endInTurns } from './turns.ts';
