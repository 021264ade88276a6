import type { ContainerUsage, ExecResult, Exit, RunningContainer } from '../engine.ts';
import { runToEnd } from './exec.ts';
import type { Group } from './groups/index.ts';
import { isNotExecuted, type Launch } from './isolation/index.ts';
import type { Ending, Launched } from './launched.ts';
import { descendants, pauseAll, send, usageOf } from './processes.ts';

/** What containerd reports for a command that cannot be executed (StartError). */
const NOT_STARTED = 128;

/** What a container has besides its processes. */
interface Belongings {
  readonly group: Group | undefined;
  readonly stopSignal: NodeJS.Signals | undefined;
}

/** A container whose program runs as a process of this machine. */
export class ProcessContainer implements RunningContainer {
  readonly id: string;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  readonly stopSignal: NodeJS.Signals | undefined;
  readonly #launch: Launch;
  readonly #group: Group | undefined;
  readonly #leader: number;
  #over = false;

  constructor(id: string, launched: Launched, launch: Launch, { group, stopSignal }: Belongings) {
    this.id = id;
    this.#launch = launch;
    this.#group = group;
    this.stopSignal = stopSignal;
    this.#leader = launched.pid;
    this.pid = launch.pidOf(launched.pid) ?? launched.pid;
    this.exited = this.#end(launched);
  }

  signal(name: NodeJS.Signals): void {
    if (!this.#over) send(this.pid, name);
  }

  /** Kills all that is in its session, at once. */
  kill(): void {
    if (this.#over) return;
    send(this.pid, 'SIGKILL');
    send(-this.#leader, 'SIGKILL');
  }

  pause(paused: boolean): void {
    if (!this.#over) pauseAll(() => this.#pids(), paused);
  }

  limitCpu(milli: number): boolean {
    if (this.#group === undefined || this.#over) return false;
    this.#group.limitCpu(milli);
    return true;
  }

  usage(): Promise<ContainerUsage | undefined> {
    if (this.#over) return Promise.resolve(undefined);
    return Promise.resolve(this.#group?.usage() ?? { ...usageOf(this.#pids()), throttledMs: undefined });
  }

  async exec(command: readonly string[], signal: AbortSignal, ended?: () => void): Promise<ExecResult> {
    if (this.#over) throw new Error('the container has exited');
    return runToEnd(this.#launch.execArgv(this.pid, command), signal, ended);
  }

  #pids(): readonly number[] {
    return this.#group?.pids() ?? descendants(this.pid);
  }

  async #end({ ended }: Launched): Promise<Exit> {
    const ending = await ended;
    this.#over = true;
    const oomKilled = this.#group?.oomKilled() === true;
    // What cannot be removed now is so at the engine's end.
    await Promise.allSettled([this.#group?.remove(), this.#launch.remove()]);
    return { ...exitOf(ending), ...(oomKilled && { oomKilled }) };
  }
}

function exitOf({ code, signal, firstError }: Ending): Exit {
  if (signal !== null) return { signal };
  return { code: isNotExecuted(code, firstError) ? NOT_STARTED : (code ?? NOT_STARTED) };
}
