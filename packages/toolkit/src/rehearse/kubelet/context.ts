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
  readonly deletionLagMs: () => number;
  /** Until a refused creation is tried again. */
  readonly retryMs: () => number;
  readonly probeDelayMs: (periodMs: number) => number;
  readonly fault: (error: unknown) => void;
}
