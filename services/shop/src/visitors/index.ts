/** Who asks: sessions, and the keys of their cookies. */
export { signingKeys } from './keys.ts';
export { Visitors } from './visitors.ts';
