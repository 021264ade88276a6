import type pg from 'pg';
import { SeaworthyError } from '../../errors.ts';

/** The parts of `pg` that are used. */
export type Driver = Pick<typeof pg, 'Client' | 'Pool'>;

/**
 * `pg`, loaded when it is first needed: a service without PostgreSQL need not install it.
 *
 * @throws SeaworthyError SW_PEER_MISSING
 */
export async function loadDriver(): Promise<Driver> {
  try {
    return (await import('pg')).default;
  } catch (cause) {
    throw new SeaworthyError('SW_PEER_MISSING', {
      what: 'PostgreSQL needs the package pg, which is not installed',
      where: 'node_modules',
      fix: 'Run `npm install pg@8`.',
      cause,
    });
  }
}
