import type { OutputListener } from '../engine.ts';

/** What runs on this machine in an image's place. */
export interface LocalProgram {
  /** Stands for the image's ENTRYPOINT: a container's `args` follow it, its `command` replaces it. */
  readonly entrypoint: readonly string[];
  /** The image's CMD, for a container without args. Default: none. */
  readonly cmd?: readonly string[] | undefined;
  /** The image's ENV. Default: none. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** The image's STOPSIGNAL. Default: SIGTERM. */
  readonly stopSignal?: NodeJS.Signals | undefined;
  /** The image's WORKDIR, absolute. Default: `/`. */
  readonly workingDir?: string | undefined;
}

/** A port of the workload and the variable that tells the program its number. */
export interface PortVariable {
  readonly port: number;
  readonly env: string;
  /** Only a container that has it, with this very port, is told another by it. Default: one that lacks it, too. */
  readonly isStated?: true;
}

/** What a process engine is made of. */
export interface ProcessEngineOptions {
  /** The local program in the place of a container's image. Undefined: the container is refused (`ErrImagePull`). */
  readonly programOf: (container: string, image: string) => LocalProgram | undefined;
  /** Takes each line that a container writes, and must not throw. Default: nobody reads them. */
  readonly onOutput?: OutputListener | undefined;
  /** Where pods share this machine's address: how a port is moved for each pod. Default: none. */
  readonly portVariables?: readonly PortVariable[] | undefined;
  /** Lines of the pods' /etc/hosts: an IPv4 address for each name. Default: none. */
  readonly hosts?: Readonly<Record<string, string>> | undefined;
  /** Uses only what needs no root: no namespaces, no addresses, no cgroups. Default: whatever this machine allows. */
  readonly withoutRoot?: boolean | undefined;
}
