import type { Clock } from '../clock.ts';
import type { ContainerEngine } from '../engines/index.ts';
import type { Note } from '../events.ts';
import type { Surroundings } from './facts.ts';
import type { Relist } from './relist.ts';

/** What a pod worker gets from its kubelet. */
export interface PodWorkerContext {
  readonly clock: Clock;
  readonly engine: ContainerEngine;
  readonly note: Note;
  readonly relist: Relist;
  readonly surroundings: Surroundings;
  /** Where pods have their volumes; undefined: among the machine's temporary files. */
  readonly volumesFolder: string | undefined;
  /** Until a change of an object reaches a pod's volumes. */
  readonly refreshMs: () => number;
  readonly deletionLagMs: () => number;
  /** Until a refused creation is tried again. */
  readonly retryMs: () => number;
  readonly probeDelayMs: (periodMs: number) => number;
  readonly fault: (error: unknown) => void;
}
