import { SeaworthyError } from '../errors.ts';

/** The error of a worker that is not defined as it must be. */
export function invalid(worker: string, what: string): SeaworthyError {
  return new SeaworthyError('SW_DEFINITION', { what: `Worker \`${worker}\`: ${what}`, where: 'app.worker' });
}
