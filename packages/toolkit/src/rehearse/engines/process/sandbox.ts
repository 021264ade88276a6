import type {
  Address,
  ContainerConfig,
  Listening,
  PodIdentity,
  PodResources,
  PodNetwork,
  PodSandbox,
  RunningContainer,
  StartRefusal,
} from '../engine.ts';
import { throwIfExhausted } from '../../exhaustion.ts';
import { ProcessContainer } from './container.ts';
import type { Groups, PodGroup } from './groups/index.ts';
import type { Isolation } from './isolation/index.ts';
import { launch, type TakeOutput } from './launched.ts';
import { podNetwork, type PodAddress } from './network/index.ts';
import type { ProcessEngineOptions } from './options.ts';
import { programOf } from './program.ts';
import { messageOf } from '../../../message-of.ts';

/** Of a pod that nobody has worked it out for. */
const DEFAULT_RESOURCES: PodResources = { memoryBytes: undefined, cpuShares: 1024 };

/** What the pods of an engine stand on. */
export interface Ground {
  readonly options: ProcessEngineOptions;
  readonly isolation: Isolation;
  readonly groups: Groups | undefined;
  /** Of the run's temporary files. */
  readonly folder: string;
  /** A number for each container ever started. */
  readonly nextNumber: () => number;
}

/** A pod whose containers are processes. */
export class ProcessSandbox implements PodSandbox {
  readonly ip: string;
  readonly network: PodNetwork;
  readonly #pod: string;
  readonly #hostname: string;
  /** The manifest states it, or a StatefulSet does (stateful_set_utils.go initIdentity): programs take their ordinal from it. */
  readonly #isStated: boolean;
  readonly #hosts: string;
  readonly #address: PodAddress;
  readonly #ground: Ground;
  readonly #group: PodGroup | undefined;
  readonly #removed: () => void;
  readonly #running = new Set<ProcessContainer>();

  /** @param removed is called once it is removed */
  constructor(pod: PodIdentity, address: PodAddress, ground: Ground, removed: () => void) {
    const { name, hostname = name, resources = DEFAULT_RESOURCES } = pod;
    this.#pod = name;
    this.#hostname = hostname;
    this.#isStated = Boolean(pod.spec.hostname || pod.spec.hostnameOverride);
    this.#hosts = hostsFile(pod, hostname, address.ip, ground.options.hosts);
    this.#address = address;
    this.#ground = ground;
    this.#group = ground.groups?.createPod(`pod-${ground.nextNumber()}`, resources);
    this.#removed = removed;
    this.ip = address.ip;
    this.network = podNetwork(address);
  }

  addressOf(port: number): Address {
    return this.#address.addressOf(port);
  }

  async start(container: ContainerConfig, restartCount: number): Promise<RunningContainer | StartRefusal> {
    const { options, nextNumber } = this.#ground;
    const local = options.programOf(container.name, container.image);
    if (local === undefined)
      return {
        refused: 'ErrImagePull',
        message: `no local program is known for the container ${container.name} and its image ${container.image}`,
      };
    if (container.security.runAsNonRoot && container.security.runAsUser === 0)
      return {
        refused: 'CreateContainerConfigError',
        message: `the container's runAsUser 0 breaks its runAsNonRoot`,
      };
    const program = programOf(container, local, this.#hostname);
    if (program.command.length === 0)
      return { refused: 'CreateContainerError', message: 'neither manifest nor image have a command' };
    try {
      return await this.#run(container, program, restartCount, nextNumber());
    } catch (error) {
      throwIfExhausted(error);
      return { refused: 'CreateContainerError', message: messageOf(error) };
    }
  }

  async #run(
    { name, mounts, security, resources }: ContainerConfig,
    program: ReturnType<typeof programOf>,
    restartCount: number,
    number: number,
  ): Promise<RunningContainer> {
    const { isolation, folder, options } = this.#ground;
    const id = `${number}-${name}`;
    await using undone = new AsyncDisposableStack();
    const group = this.#group?.create(id, resources);
    undone.defer(() => group?.remove());
    const place = isolation.prepare({
      id,
      hostname: this.#hostname,
      command: program.command,
      env: this.#withName(this.#address.withPorts(program.env)),
      cwd: program.cwd,
      own: program.own,
      mounts,
      security,
      oomScoreAdj: resources.oomScoreAdj,
      namespace: this.#address.namespace,
      joinFiles: group?.joinFiles ?? [],
      hosts: this.#hosts,
    });
    undone.defer(() => place.remove());
    const { onOutput } = options;
    const take: TakeOutput = (stream, text, cut, part) =>
      onOutput?.({
        pod: this.#pod,
        container: name,
        restartCount,
        stream,
        text,
        cut,
        ...(part && { part }),
      });
    const launched = await launch(place.argv, take, folder);
    undone.move();
    const running = new ProcessContainer(`process://${this.#pod}/${id}`, launched, place, {
      group,
      stopSignal: program.stopSignal,
    });
    this.#running.add(running);
    void running.exited.finally(() => this.#running.delete(running));
    return running;
  }

  /**
   * Without a root of its own no /etc/hosts tells the pod's name, which servers such as that of Next.js listen on by HOSTNAME. A name that
   * is stated stays.
   */
  #withName(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    if (this.#isStated || this.#ground.isolation.hasFiles || env['HOSTNAME'] !== this.#hostname) return env;
    return { ...env, HOSTNAME: this.ip };
  }

  listening(): Promise<Listening> {
    const [some] = this.#running;
    return Promise.try(() => this.#address.listening(some?.pid));
  }

  async remove(): Promise<void> {
    await this.kill();
    await this.#group?.remove();
    await this.#address.remove();
    this.#removed();
  }

  /** Kills what still runs. */
  async kill(): Promise<void> {
    const running = [...this.#running];
    this.killNow();
    await Promise.all(running.map(({ exited }) => exited));
  }

  /** The same, for when nothing can be waited for. */
  killNow(): void {
    for (const container of this.#running) container.kill();
  }
}

/** As the kubelet writes it (pkg/kubelet nodeHostsFileContent, hostsEntriesFromHostAliases). */
function hostsFile(
  { spec: { hostAliases = [] }, domain }: PodIdentity,
  hostname: string,
  ip: string,
  hosts: ProcessEngineOptions['hosts'] = {},
): string {
  const lines = [
    ['127.0.0.1', 'localhost'],
    ['::1', 'localhost ip6-localhost ip6-loopback'],
    [ip, ...(domain === undefined ? [] : [`${hostname}.${domain}`]), hostname],
    ...Object.entries(hosts).map(([name, address]) => [address, name]),
    ...hostAliases.map((alias) => [alias.ip, ...(alias.hostnames ?? [])]),
  ];
  return `${lines.map((line) => line.join('\t')).join('\n')}\n`;
}
