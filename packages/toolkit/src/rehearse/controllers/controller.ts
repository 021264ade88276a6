import type { PodTemplate } from '../deployment/index.ts';
import type { Pod } from '../kubelet/index.ts';

/** What keeps pods of one template running: a Deployment or a StatefulSet, as whatever acts on either of them sees it. */
export interface Controller {
  /** The pods whose object exists, the terminating ones among them. */
  readonly pods: readonly Pod[];
  /** `spec.replicas`. */
  readonly replicas: number;
  /** `complete`: all replicas are of the newest template and available, and no others are left. Only a Deployment gets `stuck`. */
  readonly state: 'progressing' | 'complete' | 'stuck';
  /** Rolls out a template. */
  apply(template: PodTemplate): void;
  /** Rolls out the template before the newest. False when there is none. */
  rollBack(): boolean;
  /** Asks for another number of pods. */
  scale(replicas: number): void;
  /** Deletes all pods, for the end of a rehearsal. */
  stop(): void;
}
