/** Waits for servers, for init containers: `node main.js wait-for`, and as a function. */
export { waitFor, type WaitForOptions } from './wait-for.ts';
