/** Resumable uploads. */
export { createTus, type TusHandler, type TusOptions } from './tus.ts';
