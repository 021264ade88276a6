import type pg from 'pg';
import { loadPeer } from '../../load-peer.ts';

/** The parts of `pg` that are used. */
export type Driver = Pick<typeof pg, 'Client' | 'Pool'>;

/**
 * `pg`, loaded when it is first needed: a service without PostgreSQL need not install it.
 *
 * @throws SeaworthyError SW_PEER_MISSING
 */
export async function loadDriver(): Promise<Driver> {
  return (await loadPeer(() => import('pg'), 'PostgreSQL', 'pg@8')).default;
}
