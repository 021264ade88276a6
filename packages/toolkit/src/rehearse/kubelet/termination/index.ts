/** How containers are ended: preStop, turns, the stop signal, SIGKILL, in one budget. */
export { killContainer, type Kill } from './kill.ts';
export { turnsOf } from './turns.ts';
