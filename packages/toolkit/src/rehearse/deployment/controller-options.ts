import type { Clock } from '../clock.ts';
import type { Note } from '../events.ts';
import type { Pod, PodRunner } from '../kubelet/index.ts';
import type { PodTemplate } from './replica-set.ts';

/** What is to be kept running: a Deployment or a StatefulSet, and by whom. */
export interface ControllerOptions<Spec> {
  readonly name: string;
  /** Of the pods. Default: `default`. */
  readonly namespace?: string | undefined;
  readonly replicas: number;
  /** Its strategy and times. `replicas` and `paused` in it are passed over. */
  readonly spec: Spec;
  readonly template: PodTemplate;
  readonly runner: PodRunner;
  readonly clock: Clock;
  readonly note: Note;
  /** Called for each pod that is created. */
  readonly created?: (pod: Pod) => void;
}
