import type { ContainerConfig, ContainerUsage, PodResources } from '../../engine.ts';

/** A container's limits. */
export type Resources = ContainerConfig['resources'];

/** A container's control group. */
export interface Group {
  /** A process joins by writing 0 to each of these files. */
  readonly joinFiles: readonly string[];
  /** IDs of its processes. */
  pids(): readonly number[];
  /** The kernel killed a process of it for memory. */
  oomKilled(): boolean;
  usage(): ContainerUsage;
  limitCpu(milli: number): void;
  /** Kills what still runs, and removes it. */
  remove(): Promise<void>;
}

/** A pod's control group: what its containers leave in memory, such as files of a tmpfs, still counts against its limit. */
export interface PodGroup {
  /** A group within it. */
  create(name: string, resources: Resources): Group;
  /** Kills what still runs, and removes it. */
  remove(): Promise<void>;
}

/** A place for groups. */
export interface Groups {
  createPod(name: string, resources: PodResources): PodGroup;
}
