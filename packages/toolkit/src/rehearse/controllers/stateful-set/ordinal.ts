import { isTerminal, type Pod } from '../../kubelet/index.ts';

/** The pod of one ordinal, and the revision that it was made of. */
export interface Member {
  readonly ordinal: number;
  readonly pod: Pod;
}

export function isTerminating({ pod: { status } }: Member): boolean {
  return status.deletedAt !== undefined;
}

/** Its pod is over; it is deleted to make room for another one of its name. */
export function isOver({ pod: { status } }: Member): boolean {
  return isTerminal(status.phase);
}
