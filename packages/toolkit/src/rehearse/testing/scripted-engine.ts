import type { Clock } from '../clock.ts';
import type {
  ContainerConfig,
  ContainerEngine,
  Exit,
  HttpAnswer,
  HttpRequest,
  PodIdentity,
  PodNetwork,
  PodSandbox,
  RunningContainer,
  StartRefusal,
} from '../engines/index.ts';
import { listeningNowhere } from '../engines/index.ts';

/** What a scripted container is asked. */
export interface Request {
  readonly kind: 'http' | 'tcp' | 'grpc' | 'exec';
  /** A URL, `host:port`, a service, or a command with its arguments. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds since the pod's first container began. */
  readonly sinceStartMs: number;
}

/** How a container answers. */
interface Answer {
  /** HTTP status, exit status, or serving status; `refused`: nobody listens; `broken-body`, `stalled-body`: 200, and no end. */
  readonly outcome: number | 'SERVING' | 'NOT_SERVING' | 'refused' | 'broken-body' | 'stalled-body';
  readonly location?: string;
  /** What a command writes. Default: nothing. */
  readonly output?: string;
  /** Milliseconds until it answers. Default 0. */
  readonly afterMs?: number;
}

/** What one container does, by the script of a test. */
export interface ContainerScript {
  /** Milliseconds that creation takes. Default 0. */
  readonly startMs?: number;
  /** Why it is not created at all. */
  readonly refused?: string;
  /** It exits by itself. Default: never. */
  readonly exit?: Exit & { readonly afterMs: number };
  /** STOPSIGNAL of its image. Default: none. */
  readonly stopSignal?: NodeJS.Signals;
  /** How it takes its stop signal. Default: it exits 0 at once. */
  readonly stop?: 'ignored' | (Exit & { readonly afterMs: number });
  /** Milliseconds that its end takes after SIGKILL. Default 0. */
  readonly killMs?: number;
  /** Default: 200, exit status 0, SERVING. */
  readonly answer?: (request: Request) => Answer | undefined;
}

/** What was done to which container, and when. */
interface Act {
  readonly at: number;
  readonly pod: string;
  readonly container: string;
  /** `start`, a signal's name, or `exited`. */
  readonly act: string;
}

/** The engine of tests: containers do what a script says, and what is done to them is recorded. */
export class ScriptedEngine implements ContainerEngine {
  readonly acts: Act[] = [];
  /** What each container was started with, in order. */
  readonly configs: ContainerConfig[] = [];
  /** Pods whose sandboxes were removed, in order. */
  readonly removed: string[] = [];
  readonly name = 'scripted';
  readonly notEmulated = [];
  readonly hostAddress = '10.244.0.0';
  readonly #clock: Clock;
  readonly #script: (pod: string, container: string, restartCount: number) => ContainerScript;
  #sandboxes = 0;

  constructor(
    clock: Clock,
    script: (pod: string, container: string, restartCount: number) => ContainerScript = () => ({}),
  ) {
    this.#clock = clock;
    this.#script = script;
  }

  createSandbox({ name }: PodIdentity): Promise<PodSandbox> {
    const clock = this.#clock;
    /** By container: a restart puts a new script in the old one's place. */
    const scripts = new Map<string, ContainerScript>();
    let startedAt: number | undefined;
    const respond = async (request: Omit<Request, 'sinceStartMs'>, signal: AbortSignal) => {
      const full = { ...request, sinceStartMs: clock.now() - (startedAt ?? clock.now()) };
      const answers = [...scripts.values()].map((script) => script.answer?.(full));
      const answer = answers.find((found) => found !== undefined);
      await clock.sleep(answer?.afterMs ?? 0, signal);
      if (answer?.outcome === 'refused') throw new Error('connection refused');
      return answer;
    };
    const start = async (container: ContainerConfig, restartCount: number) => {
      this.configs.push(container);
      const script = this.#script(name, container.name, restartCount);
      await clock.sleep(script.startMs ?? 0);
      if (script.refused !== undefined) return { refused: script.refused } satisfies StartRefusal;
      startedAt ??= clock.now();
      scripts.set(container.name, script);
      return this.#run(name, container.name, restartCount, script, respond);
    };
    const ip = `10.244.0.${++this.#sandboxes}`;
    return Promise.resolve({
      ip,
      network: network(respond),
      start,
      addressOf: (port) => ({ host: ip, port }),
      listening: () => Promise.resolve(listeningNowhere),
      remove: () => Promise.resolve(void this.removed.push(name)),
    });
  }

  /** What was done to a container, without its name. */
  of(container: string): { at: number; act: string }[] {
    return this.acts.filter((act) => act.container === container).map(({ at, act }) => ({ at, act }));
  }

  #run(
    pod: string,
    container: string,
    restartCount: number,
    script: ContainerScript,
    respond: Respond,
  ): RunningContainer {
    const clock = this.#clock;
    const { promise, resolve } = Promise.withResolvers<Exit>();
    const act = (what: string) => this.acts.push({ at: clock.now(), pod, container, act: what });
    let over = false;
    const exit = ({ code, signal, oomKilled }: Exit) => {
      if (over) return;
      over = true;
      act('exited');
      resolve({ ...(signal ? { signal } : { code: code ?? 0 }), ...(oomKilled && { oomKilled }) });
    };
    act('start');
    const planned = script.exit;
    if (planned !== undefined) clock.after(planned.afterMs, () => exit(planned));
    return {
      id: `${pod}/${container}/${restartCount}`,
      exited: promise,
      signal(name) {
        if (over) return;
        act(name);
        const stop = script.stop ?? { afterMs: 0, code: 0 };
        const kill = () => exit({ signal: 'SIGKILL' });
        if (name === 'SIGKILL') clock.after(script.killMs ?? 0, kill);
        else if (stop !== 'ignored') clock.after(stop.afterMs, () => exit(stop));
      },
      pause: (paused) => void act(paused ? 'paused' : 'goes on'),
      limitCpu: () => false,
      stopSignal: script.stopSignal,
      usage: () => Promise.resolve(undefined),
      pid: undefined,
      async exec(command, signal) {
        if (over) throw new Error('the container has exited');
        const answer = await respond({ kind: 'exec', target: command.join(' ') }, signal);
        return { code: Number(answer?.outcome ?? 0), output: answer?.output ?? '' };
      },
    };
  }
}

function readBody(outcome: Answer['outcome'], signal: AbortSignal): Promise<void> {
  if (outcome === 'broken-body') return Promise.reject(new Error('connection reset'));
  if (outcome !== 'stalled-body') return Promise.resolve();
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}

type Respond = (request: Omit<Request, 'sinceStartMs'>, signal: AbortSignal) => Promise<Answer | undefined>;

function network(respond: Respond): PodNetwork {
  return {
    async get({ url, headers }: HttpRequest, signal): Promise<HttpAnswer> {
      const answer = await respond({ kind: 'http', target: url.href, headers }, signal);
      const outcome = answer?.outcome ?? 200;
      return {
        status: typeof outcome === 'number' ? outcome : 200,
        location: answer?.location,
        readBody: () => readBody(outcome, signal),
      };
    },
    async connect(host, port, signal) {
      await respond({ kind: 'tcp', target: `${host}:${port}` }, signal);
    },
    async checkHealth(_host, _port, service, signal) {
      const answer = await respond({ kind: 'grpc', target: service }, signal);
      return String(answer?.outcome ?? 'SERVING');
    },
  };
}
