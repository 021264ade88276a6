export { SeaworthyError } from './errors.ts';
