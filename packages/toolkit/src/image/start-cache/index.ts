/** Code caches, so that a service starts without compiling. */
export { warmUp, type Reached } from './warm-up.ts';
export { startWarnings } from './warnings.ts';
