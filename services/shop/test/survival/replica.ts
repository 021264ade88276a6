import { tmpdir } from 'node:os';
import { spawnService, type SpawnedService } from '@seaworthy/runtime/testing';
import { freePort } from '../../../../packages/runtime/test/stores/free-port.ts';

/** A program on a port that stays the same, which is killed and comes back, as a pod under its kubelet. */
export class Replica implements AsyncDisposable {
  readonly port: number;
  readonly #program: string;
  readonly #env: NodeJS.ProcessEnv;
  #process: SpawnedService;
  #stopped = false;
  /** How each process ended that was not killed here. */
  readonly crashes: unknown[] = [];

  private constructor(program: string, port: number, env: NodeJS.ProcessEnv) {
    this.#program = program;
    this.port = port;
    // Where it is killed it leaves files, in the folder of the test run.
    this.#env = { TMPDIR: tmpdir(), ...env, PORT: String(port) };
    this.#process = this.#spawn();
  }

  static async start(program: string, env: NodeJS.ProcessEnv): Promise<Replica> {
    return new Replica(program, await freePort(), env);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get process(): SpawnedService {
    return this.#process;
  }

  /** Whether it accepts requests. */
  get listens(): boolean {
    return this.#process.lines.some(({ event, name }) => event === 'listening' && name === 'http');
  }

  /** Ends it without a word, and starts another in its place. */
  async replace(): Promise<void> {
    const victim = this.#process;
    victim.kill('SIGKILL');
    await victim.exit;
    if (!this.#stopped) this.#process = this.#spawn();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    await this.#process[Symbol.asyncDispose]();
  }

  #spawn(): SpawnedService {
    const service = spawnService(this.#program, { env: this.#env, args: ['--migrate'] });
    void service.exit.then((exit) => {
      if (exit.signal !== 'SIGKILL') this.crashes.push(exit, service.stderr(), service.lines.at(-1));
    });
    return service;
  }
}
