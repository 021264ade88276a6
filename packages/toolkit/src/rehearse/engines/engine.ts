import type { PodSpec } from '../../model/index.ts';
import type { LogLine, UsageSample } from '../evidence.ts';

/** Whose sandbox is made. */
export interface PodIdentity {
  readonly name: string;
  readonly spec: PodSpec;
  /** What it calls itself. Default: its name. */
  readonly hostname?: string;
  /** What stands behind that in its full name. Default: it has none. */
  readonly domain?: string | undefined;
  /** Default: no limit, and the share of one core. */
  readonly resources?: PodResources;
}

/** What a pod gets as a whole. */
export interface PodResources {
  /** Undefined: no limit but those of its containers. */
  readonly memoryBytes: number | undefined;
  /** Thousandths of a core. Default: the same. */
  readonly cpuMilli?: number | undefined;
  readonly cpuShares: number;
}

/** Takes each line that a container writes. */
export type OutputListener = (line: Omit<LogLine, 'at'>) => void;

/** Runs containers, as the kubelet asks a container runtime to. Its maker gives it an {@link OutputListener}. */
export interface ContainerEngine {
  readonly name: string;
  /** What it cannot emulate on this machine, one sentence each, for people. */
  readonly notEmulated: readonly string[];
  /** What servers of this machine, such as proxies before dependencies, listen on to be reached by pods. */
  readonly hostAddress: string;
  /** Makes what the containers of a pod share: an address, a PID namespace if they share one, volumes. */
  createSandbox(pod: PodIdentity): Promise<PodSandbox>;
}

/** A container to start, with everything resolved: what the kubelet hands to a container runtime. */
export interface ContainerConfig {
  readonly name: string;
  readonly image: string;
  /** Expanded; undefined: the image's ENTRYPOINT, and its CMD if there are no `args` either. */
  readonly command: readonly string[] | undefined;
  readonly args: readonly string[] | undefined;
  /** The whole environment but for what the image sets. */
  readonly env: Readonly<Record<string, string>>;
  /** Undefined: the image's WORKDIR. */
  readonly workingDir: string | undefined;
  readonly mounts: readonly Mount[];
  readonly security: {
    readonly runAsUser: number | undefined;
    readonly runAsGroup: number | undefined;
    readonly runAsNonRoot: boolean;
    readonly readOnlyRootFilesystem: boolean;
    readonly allowPrivilegeEscalation: boolean;
  };
  readonly resources: {
    /** Undefined: no limit. */
    readonly memoryBytes: number | undefined;
    readonly cpuMilli: number | undefined;
    /** cgroup v1 `cpu.shares`, from the request. */
    readonly cpuShares: number;
    readonly oomScoreAdj: number;
  };
}

/** A folder or file of the node that a container sees. */
export interface Mount {
  /** Absolute, in the container. */
  readonly path: string;
  /** Absolute, on the node. */
  readonly source: string;
  readonly readOnly: boolean;
}

/** What a container used so far. */
export type ContainerUsage = Omit<UsageSample, 'at' | 'pod' | 'container'>;

/** Where a port of a pod is reached from this machine. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** One pod's place to run. */
export interface PodSandbox {
  /** `status.podIP`; it stays the same over restarts of the containers. */
  readonly ip: string;
  readonly network: PodNetwork;
  /**
   * Creates and starts a container. A command that cannot be executed is no refusal but a container that exited with
   * 128, as containerd reports it.
   *
   * @param restartCount how often this container was started before
   */
  start(container: ContainerConfig, restartCount: number): Promise<RunningContainer | StartRefusal>;
  /** Where a port of the pod is reached from this machine: its own port, unless pods have to share those of this machine. */
  addressOf(port: number): Address;
  /** What is listened on now, by any process of the pod. */
  listening(): Promise<Listening>;
  /** Gives back address and volumes. All containers have exited by then. */
  remove(): Promise<void>;
}

/** TCP ports that are listened on. */
export interface Listening {
  /** Those that are reached at the pod's address. */
  readonly ports: ReadonlySet<number>;
  /** Those that only programs within the pod reach. Where pods share this machine's ports, only of those that the pod was given. */
  readonly loopbackOnly: ReadonlySet<number>;
  /** How many connections are established that the program has not accepted, by the port. Those without any are left out. */
  readonly waiting: ReadonlyMap<number, number>;
}

/** Nothing is listened on. */
export const listeningNowhere: Listening = {
  ports: new Set(),
  loopbackOnly: new Set(),
  waiting: new Map(),
};

/** A container that the engine could not create, such as for a missing key of a Secret. */
export interface StartRefusal {
  /** As the status says it: `CreateContainerConfigError`, `ErrImagePull`. */
  readonly refused: string;
  /** What is wrong, for people, such as the key that is missing. */
  readonly message?: string;
}

/** A container's main process. */
export interface RunningContainer {
  /** Unique among all containers ever started. */
  readonly id: string;
  readonly exited: Promise<Exit>;
  /** Sends a signal to PID 1 and to nobody else. Nothing happens once it has exited. */
  signal(name: NodeJS.Signals): void;
  /** Stops all its processes (SIGSTOP) or lets them go on, as a starved or frozen node does. */
  pause(paused: boolean): void;
  /** Changes the CPU limit, in thousandths of a core. False where there is no cgroup to do it by. */
  limitCpu(milli: number): boolean;
  /** Undefined once it has exited. */
  usage(): Promise<ContainerUsage | undefined>;
  /** STOPSIGNAL of its image. Undefined: none, or nobody knows. */
  readonly stopSignal?: NodeJS.Signals | undefined;
  /** PID of its main process on the node; undefined for an engine that has none. */
  readonly pid: number | undefined;
  /**
   * Runs a command inside. It is over once nobody holds its output open any more: as containerd does, also what it left running in
   * the background is waited for (drain_exec_sync_io_timeout, which is 0 by default).
   *
   * @param ended called once the command itself has ended, whoever still holds its output
   * @throws the signal's reason once it aborts, and whatever kept the command from running
   */
  exec(command: readonly string[], signal: AbortSignal, ended?: () => void): Promise<ExecResult>;
}

/** How a command that was run in a container ended. */
export interface ExecResult {
  /** Its exit status; 128 + n after signal n. */
  readonly code: number;
  /** What it wrote, to either stream; the beginning, where that is much. */
  readonly output: string;
}

/** How a container's main process ended. */
export interface Exit {
  /** Its exit status; undefined when a signal ended it. */
  readonly code?: number;
  readonly signal?: NodeJS.Signals;
  /** The kernel killed a process of its cgroup for memory, be it only a child. */
  readonly oomKilled?: boolean;
}

/** How probes and hooks reach a pod. Each call rejects when nobody answers, and with the signal's reason once it aborts. */
export interface PodNetwork {
  /** One GET on a connection of its own: no proxy, no redirects, TLS not verified. */
  get(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  /** Connects, and closes at once. */
  connect(host: string, port: number, signal: AbortSignal): Promise<void>;
  /** Plaintext `grpc.health.v1.Health/Check`; resolves to the serving status' name. */
  checkHealth(host: string, port: number, service: string, signal: AbortSignal): Promise<string>;
}

export interface HttpRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly location?: string | undefined;
  /** Reads at most this many bytes of the body. Rejects when the peer breaks off. */
  readonly readBody: (limit: number) => Promise<void>;
}
