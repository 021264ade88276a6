import type { ExitReason, PodPhase } from '../../events.ts';
import type { ContainerSpec } from '../spec/index.ts';

/** A container that ended. Times are in the clock's milliseconds. */
export interface Terminated {
  readonly kind: 'terminated';
  readonly id: string;
  readonly exitCode: number;
  readonly reason: ExitReason;
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** A container's state as the kubelet knows it, which is up to a second behind the truth. */
export type ContainerState =
  | { readonly kind: 'waiting'; readonly reason: string }
  | { readonly kind: 'running'; readonly id: string; readonly startedAt: number }
  | Terminated;

/** `status.containerStatuses[]`. */
export interface ContainerStatus {
  readonly spec: ContainerSpec;
  readonly state: ContainerState;
  /** How it ended last; its state, where it has not been started again. */
  readonly lastEnd: Terminated | undefined;
  readonly restartCount: number;
  /** It runs, and its startup probe, if it has one, has succeeded. */
  readonly started: boolean;
  readonly ready: boolean;
}

/** What others see of a pod. */
export interface PodStatus {
  readonly phase: PodPhase;
  /** The Ready condition. A deletion does not change it. */
  readonly ready: boolean;
  /** Since when the Ready condition is what it is, in the clock's milliseconds. */
  readonly readySince: number;
  readonly ip: string | undefined;
  /** When deletionTimestamp was set (not the time it holds); undefined for a pod that may live. */
  readonly deletedAt: number | undefined;
  /** `metadata.deletionGracePeriodSeconds`: what it was deleted with; undefined for a pod that may live. */
  readonly deletionGraceSeconds: number | undefined;
  /** The object is gone. */
  readonly removed: boolean;
  readonly containers: readonly ContainerStatus[];
}
