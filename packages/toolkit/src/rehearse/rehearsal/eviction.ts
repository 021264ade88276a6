import type { Deployment } from '../deployment/index.ts';
import type { Note } from '../events.ts';
import type { Pod } from '../kubelet/index.ts';
import type { Workload } from '../workload/index.ts';

/** Evicts pods. */
export function evictor({
  note,
}: {
  workload: Workload;
  deployment: Deployment;
  note: Note;
}): (pod: Pod) => boolean {
  return (pod) => {
    note({ type: 'eviction', pod: pod.name, allowed: true });
    pod.delete();
    return true;
  };
}
