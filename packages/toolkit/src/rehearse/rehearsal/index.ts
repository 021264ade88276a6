/** A whole rehearsal: everything started, the scenarios run one after another, everything taken down, the evidence kept. */
export type { ProfileName } from './cluster/data-plane.ts';
export { rehearse, type OwnedEngine, type RehearseOptions } from './rehearse.ts';
export { localPrograms } from './programs.ts';
