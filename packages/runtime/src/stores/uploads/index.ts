/** Uploads. */
export * from './store/index.ts';
