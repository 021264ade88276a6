import type { Container, PodSpec } from '../../model/index.ts';

/** Whose sandbox is made. */
export interface PodIdentity {
  readonly name: string;
  readonly spec: PodSpec;
}

/** Runs containers, as the kubelet asks a container runtime to. */
export interface ContainerEngine {
  /** Makes what the containers of a pod share: an address, a PID namespace if they share one, volumes. */
  createSandbox(pod: PodIdentity): Promise<PodSandbox>;
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
  start(container: Container, restartCount: number): Promise<RunningContainer | StartRefusal>;
  /** Gives back address and volumes. All containers have exited by then. */
  remove(): Promise<void>;
}

/** A container that the engine could not create, such as for a missing key of a Secret. */
export interface StartRefusal {
  /** As the status says it: `CreateContainerConfigError`, `ErrImagePull`. */
  readonly refused: string;
}

/** A container's main process. */
export interface RunningContainer {
  /** Unique among all containers ever started. */
  readonly id: string;
  readonly exited: Promise<Exit>;
  /** Sends a signal to PID 1 and to nobody else. Nothing happens once it has exited. */
  signal(name: NodeJS.Signals): void;
  /**
   * Runs a command inside and resolves to its exit status.
   *
   * @throws the signal's reason once it aborts, and whatever kept the command from running
   */
  exec(command: readonly string[], signal: AbortSignal): Promise<number>;
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
