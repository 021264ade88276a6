import { spawn, type ChildProcess } from 'node:child_process';
import { EnvName, ShutdownDefault } from '@seaworthy/contract';
import { endWithThisProcess, type Random } from '../form/index.ts';
import type { Clock } from './clock.ts';
import type { Member } from './deployment.ts';
import { probe } from './probe.ts';
import type { Program } from './program.ts';

/** Where a pod is in its life; `deleted` until the signal, `draining` from then on. */
export type PodPhase = 'starting' | 'ready' | 'deleted' | 'draining' | 'exited';

/** What a pod needs to run. */
export interface PodOptions {
  readonly name: string;
  readonly revision: number;
  /** Its address, a loopback address of its own as a pod has an IP of its own. */
  readonly host: string;
  readonly port: number;
  readonly adminPort: number;
  readonly program: Program;
  readonly clock: Clock;
  readonly random: Random;
  /** Called after every change of readiness or phase. */
  readonly changed: (pod: Pod) => void;
}

const PROBE_PERIOD_MS = 1000;
const FAILURE_THRESHOLD = 3;
/** The kubelet hears of a deletion this late at most, in milliseconds. */
const KUBELET_LAG_MS = 1000;
/** What a container gets at least between the signal and SIGKILL (pkg/kubelet/kuberuntime). */
const MINIMUM_GRACE_MS = 2000;

/** One pod with one container, and the kubelet that looks after it. */
export class Pod implements Member {
  readonly revision: number;
  readonly options: PodOptions;
  ready = false;
  phase: PodPhase = 'starting';
  /** When the stop signal was sent, in the clock's milliseconds. */
  signalledAt: number | undefined;
  /** From the kubelet's first act of termination (preStop, else the signal) to the exit. */
  exitMs: number | undefined;
  /** 128 + the signal's number for a process that a signal ended, as Kubernetes reports it. */
  exitCode: number | undefined;
  /** The last of what it printed, for a run that fails. */
  output = '';

  readonly #child: ChildProcess;
  readonly #gone = new AbortController();

  constructor(options: PodOptions) {
    this.options = options;
    this.revision = options.revision;
    this.#child = this.#spawn();
    void this.#probeLoop();
  }

  get terminating(): boolean {
    return this.phase === 'deleted' || this.phase === 'draining';
  }

  get exited(): boolean {
    return this.phase === 'exited';
  }

  delete(): void {
    if (this.terminating || this.exited) return;
    this.#enter('deleted');
    void this.#terminate();
  }

  /** Ends the process at once, for the end of a run. Resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.exited) return;
    const gone = new Promise((resolve) => this.#gone.signal.addEventListener('abort', resolve));
    this.#child.kill('SIGKILL');
    await gone;
  }

  #spawn(): ChildProcess {
    const { name, host, port, adminPort, program } = this.options;
    const [file, ...args] = program.command;
    const child = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        [EnvName.nodeEnv]: 'production',
        [EnvName.kubernetes]: '10.96.0.1',
        [EnvName.podName]: name,
        [EnvName.podIp]: host,
        [EnvName.host]: host,
        [EnvName.port]: String(port),
        [EnvName.adminPort]: String(adminPort),
        [EnvName.gracePeriod]: `${ShutdownDefault.gracePeriodSeconds}s`,
        ...program.env,
      },
    });
    endWithThisProcess(child);
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output = (this.output + text).slice(-4000);
      });
    child.once('error', (error) => this.#exit(127, String(error)));
    child.once('exit', (code, signal) => this.#exit(code ?? 128 + (signal === 'SIGKILL' ? 9 : 15)));
    return child;
  }

  async #probeLoop(): Promise<void> {
    const { host, port, adminPort, program, clock } = this.options;
    const { readiness } = program;
    const url = `http://${host}:${readiness.port === 'http' ? port : adminPort}${readiness.path}`;
    for (let failures = 0; !this.exited; await this.#pause(PROBE_PERIOD_MS, clock)) {
      const passed = await probe(url);
      if (this.exited) return;
      failures = passed ? 0 : failures + 1;
      const ready = passed || (this.ready && failures < FAILURE_THRESHOLD);
      if (ready === this.ready) continue;
      this.ready = ready;
      this.#enter(this.phase === 'starting' ? 'ready' : this.phase);
    }
  }

  async #terminate(): Promise<void> {
    const { clock, random, program } = this.options;
    const preStopMs = (program.preStopSeconds ?? 0) * 1000;
    await this.#pause(random.uniform(0, KUBELET_LAG_MS), clock);
    this.#terminatedAt = clock.now();
    if (preStopMs > 0) await this.#pause(preStopMs, clock);
    if (this.exited) return;
    this.signalledAt = clock.now();
    this.#enter('draining');
    this.#child.kill('SIGTERM');
    // One budget: what preStop spent is gone from the grace period, and 2 s are a minimum.
    await this.#pause(
      Math.max(MINIMUM_GRACE_MS, ShutdownDefault.gracePeriodSeconds * 1000 - preStopMs),
      clock,
    );
    if (!this.exited) this.#child.kill('SIGKILL');
  }

  #terminatedAt: number | undefined;

  #exit(code: number, output = ''): void {
    this.output += output;
    this.exitCode = code;
    if (this.#terminatedAt !== undefined) this.exitMs = this.options.clock.now() - this.#terminatedAt;
    this.ready = false;
    this.#enter('exited');
    this.#gone.abort();
  }

  #enter(phase: PodPhase): void {
    this.phase = phase;
    this.options.changed(this);
  }

  /** A sleep that ends early when the process is gone. */
  #pause(ms: number, clock: Clock): Promise<void> {
    return clock.sleep(ms, this.#gone.signal).catch(() => {});
  }
}
