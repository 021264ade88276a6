/** Code caches, so that a service starts without compiling. */
export { warmUp, type Reached, type WarmUpOptions, type WarmUpResult } from './warm-up.ts';
