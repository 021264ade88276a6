import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type {
  ContainerConfig,
  ContainerEngine,
  OutputListener,
  PodSandbox,
  RunningContainer,
  StartRefusal,
} from 'seaworthy/rehearse';

type Identity = Parameters<ContainerEngine['createSandbox']>[0];
type Line = Parameters<OutputListener>[0];

/** A port that every engine under test lets a pod listen on, and the variable that tells the program its number. */
export const PORT = 8080;
export const portVariables = [{ port: PORT, env: 'PORT' }];

/** Names that the pods' /etc/hosts holds. */
export const hosts = { 'database.example': '198.18.0.99' };

/** Marks a container for which the engine has no program. */
export const UNKNOWN_IMAGE = 'unknown.example/image';

/** Marks a container whose image has SIGQUIT for its STOPSIGNAL. */
export const QUITTING_IMAGE = 'quitting.example/image';

/** What a run wrote, by pod. */
export class Output {
  readonly lines: Line[] = [];

  readonly take: OutputListener = (line) => void this.lines.push(line);

  of(pod: string, stream: Line['stream'] = 'stdout'): string[] {
    return this.lines.filter((line) => line.pod === pod && line.stream === stream).map(({ text }) => text);
  }
}

/** A container that runs this command; the rest is what a manifest that says nothing else gets. */
export function config(command: readonly string[], rest: Partial<ContainerConfig> = {}): ContainerConfig {
  return {
    name: 'main',
    image: 'image',
    command,
    args: undefined,
    env: { PORT: String(PORT) },
    workingDir: undefined,
    mounts: [],
    resources: { memoryBytes: undefined, cpuMilli: undefined, cpuShares: 102, oomScoreAdj: 1000 },
    ...rest,
    security: { ...security, ...rest.security },
  };
}

export const security: ContainerConfig['security'] = {
  runAsUser: undefined,
  runAsGroup: undefined,
  runAsNonRoot: false,
  readOnlyRootFilesystem: false,
  allowPrivilegeEscalation: true,
};

/** A pod of its own for one test. Disposed of, it is removed. */
export class Pod implements AsyncDisposable {
  readonly name: string;
  readonly sandbox: PodSandbox;
  readonly #running: RunningContainer[] = [];

  static async create(
    engine: ContainerEngine,
    resources?: Identity['resources'],
    more: Partial<Identity> = {},
  ): Promise<Pod> {
    const name = `pod-${randomUUID().slice(0, 8)}`;
    const identity = { name, spec: { containers: [] }, ...(resources && { resources }), ...more };
    return new Pod(name, await engine.createSandbox(identity));
  }

  constructor(name: string, sandbox: PodSandbox) {
    this.name = name;
    this.sandbox = sandbox;
  }

  /** Starts a container that must not be refused. */
  async start(container: ContainerConfig, restartCount = 0): Promise<RunningContainer> {
    const running = await this.tryStart(container, restartCount);
    if ('refused' in running) throw new Error(`${running.refused}: ${running.message}`);
    return running;
  }

  async tryStart(container: ContainerConfig, restartCount = 0): Promise<RunningContainer | StartRefusal> {
    const running = await this.sandbox.start(container, restartCount);
    if (!('refused' in running)) this.#running.push(running);
    return running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const running of this.#running) running.signal('SIGKILL');
    await Promise.all(this.#running.map(({ exited }) => exited));
    await this.sandbox.remove();
  }
}

/** Something to find a process of a test by: `sleep` for a time that no other process sleeps. */
export function uniqueSleep(): [string, string] {
  return ['sleep', `100000.${Math.floor(Math.random() * 1e9)}`];
}

/** IDs of this machine's processes with this argument. */
export function processesWith(argument: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => argumentsOf(pid).includes(argument))
    .map(Number);
}

function argumentsOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
