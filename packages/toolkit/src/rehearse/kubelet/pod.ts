import type { PodSpec } from '../../model/index.ts';
import type { PodStatus } from './status/index.ts';

/** A pod to run. */
export interface PodRequest {
  readonly name: string;
  /** Of the template that it was made of; 0: a Job's, which has none. */
  readonly revision: number;
  readonly spec: PodSpec;
  /** Default: `default`. */
  readonly namespace?: string | undefined;
  /** Default: the kubelet makes one. */
  readonly uid?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A pod, as controllers see it through the API. */
export interface Pod {
  readonly name: string;
  readonly revision: number;
  /** In the clock's milliseconds. */
  readonly createdAt: number;
  readonly status: PodStatus;
  /** Calls `listener` after each change of phase, readiness or existence. */
  watch(listener: (pod: Pod) => void): void;
  /**
   * Deletes it: deletionTimestamp is set at once, the kubelet acts a little later, the object goes when all has stopped.
   *
   * @param graceSeconds default: the pod's terminationGracePeriodSeconds
   */
  delete(graceSeconds?: number): void;
}

/** Runs pods. Whatever acts on pods does it through this interface. */
export interface PodRunner {
  run(request: PodRequest): Pod;
}
