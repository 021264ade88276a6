import type { ContainerConfig } from '../../engine.ts';

/** A container's program and what it is to run in. */
export interface Job {
  /** Unique within the run, and fit for a folder's name. */
  readonly id: string;
  /** What the pod calls itself. */
  readonly hostname: string;
  /** The whole command line. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What the program consists of on this machine, absolute: it is seen even where a volume is mounted over it. */
  readonly own: readonly string[];
  readonly mounts: ContainerConfig['mounts'];
  readonly security: ContainerConfig['security'];
  readonly oomScoreAdj: number;
  /** File of the pod's network namespace; undefined: the machine's. */
  readonly namespace: string | undefined;
  /** What the program's first process writes 0 to, to join its control group. */
  readonly joinFiles: readonly string[];
  /** The pod's /etc/hosts. */
  readonly hosts: string;
}

/**
 * How to run a job. Right before its command line becomes the program, it writes a byte to file descriptor 3 and takes file
 * descriptor 4 as standard error.
 */
export interface Launch {
  readonly argv: readonly string[];
  /** PID of the program, by that of the process that was started. */
  pidOf(started: number): number | undefined;
  /** The command line that runs another command inside. */
  execArgv(pid: number, command: readonly string[]): readonly string[];
  /** Takes away what was prepared. All processes have ended by then. */
  remove(): Promise<void>;
}

/** What surrounds a container's processes. */
export interface Isolation {
  /** Whether a program is PID 1 of a PID namespace. */
  readonly hasPids: boolean;
  /** Whether it has a root file system of its own, with mounts and users. */
  readonly hasFiles: boolean;
  readonly notEmulated: readonly string[];
  /**
   * Prepares what the job needs.
   *
   * @throws Error with a message for people where it cannot be had
   */
  prepare(job: Job): Launch;
}
