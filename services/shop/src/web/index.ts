/** The page where a person shops. */
export { web } from './web.ts';
