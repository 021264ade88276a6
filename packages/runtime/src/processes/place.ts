import type { Clock, Timer } from '../clock.ts';
import type { EventBus, State } from '../events.ts';
import type { CheckResult, LivenessOptions } from '../probes/index.ts';
import { watchLoop, type LoopWatch, type LoopWatchOptions } from './loop-watch.ts';
import type { FromProcess, ToProcess } from './messages.ts';
import { Restarts } from './restarts.ts';
import type { ChildExit, ChildProcess, Spawn } from './spawn.ts';

/**
 * A replacement that does not serve after so long, in milliseconds, hangs or spins. The first start is the kubelet's to judge, by its
 * startup probe; of this one it sees nothing, since the others serve on.
 */
const START_LIMIT_MS = 300_000;
/** …and after so many times what the start took before. */
const START_LIMIT = 4;
/**
 * Then another attempt is made, in milliseconds, however often: what it waits for may be back, and nobody is worse off. So it is where the
 * kernel could not start one, for want of process ids, files or memory.
 */
const START_AGAIN_MS = 30_000;

/** What the places of one service share. */
export interface PlaceContext {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly spawn: Spawn;
  readonly liveness: Required<LivenessOptions>;
  readonly random?: () => number;
  /** See {@link LoopWatchOptions.waitedMs}. */
  readonly waitedMs?: LoopWatchOptions['waitedMs'];
}

/** What a place tells of. */
export interface PlaceListeners {
  /** A process has been started in it. */
  onStarted(place: Place): void;
  onMessage(place: Place, message: FromProcess): void;
  /** The process in it has ended; `fatal` says why there will be no other. */
  onExited(place: Place, exit: ChildExit, fatal: 'start' | 'loop' | 'stop' | undefined): void;
  /** Anything that the probes are to show has changed. */
  onChange(): void;
}

/** One of several processes, and whoever replaces it. */
export class Place {
  readonly number: number;
  readonly #context: PlaceContext;
  readonly #listeners: PlaceListeners;
  readonly #restarts: Restarts;
  #child: ChildProcess | undefined;
  #loop: LoopWatch | undefined;
  #replacement: Timer | undefined;
  /** Runs while a replacement starts. */
  #startLimit: Timer | undefined;
  #startedAt = 0;
  /** What the longest start took. */
  #startMs = 0;
  /** Whether its start took too long. */
  #hung = false;
  #stopping = false;
  /** Whether a debugger may hold the process, so that it seems stalled. */
  #debugged = false;
  /** When the process began to serve. */
  #servingSince: number | undefined;
  #gone = Promise.withResolvers<void>();

  /** `absent` while nothing runs in it. */
  state: State | 'absent' = 'absent';
  /** When the state was entered, in milliseconds since the Unix epoch. */
  since: number;
  checks: readonly CheckResult[] = [];
  /** Whether the process in it listens to SIGHUP. */
  hangup = false;
  /** Whether the process in it has closed its listener. */
  closed = false;
  /** Whether the process in it, or the one that ended last, has stopped in order, so that its status is what its program says. */
  stopped = false;
  /** Whether a process in it has ever served. */
  started = false;
  /** Whether the process that ended last was killed by this one. */
  killed = false;
  /** Why its main loop counts as stalled. */
  stalled: string | undefined;

  constructor(number: number, context: PlaceContext, listeners: PlaceListeners) {
    this.number = number;
    this.#context = context;
    this.#listeners = listeners;
    this.#restarts = new Restarts(context.random);
    this.since = context.clock.wallTime();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get serving(): boolean {
    return this.state === 'ready' || this.state === 'degraded';
  }

  /** Whether a process in it holds the port. */
  get listening(): boolean {
    return this.#child !== undefined && this.hasServed && !this.closed;
  }

  /** Whether the process in it, or the one that ended last, has ever served. */
  get hasServed(): boolean {
    return this.#servingSince !== undefined;
  }

  /** Resolves once no process is in it; at once where none is. */
  get gone(): Promise<void> {
    return this.#child === undefined ? Promise.resolve() : this.#gone.promise;
  }

  /** Starts a process in it. */
  start(): void {
    const { bus, clock, spawn, liveness, waitedMs } = this.#context;
    const { number } = this;
    this.#gone = Promise.withResolvers();
    this.killed = false;
    this.closed = false;
    this.stopped = false;
    this.#servingSince = undefined;
    this.#startedAt = clock.now();
    this.#hung = false;
    if (this.started) this.#startLimit = this.#limitStart();
    this.#enter('starting');
    const child = spawn(number, {
      onMessage: (message) => this.#receive(message),
      onExit: (exit) => this.#exited(exit),
    });
    this.#child = child;
    this.#loop = watchLoop({
      clock,
      pid: child.pid,
      limits: liveness,
      ...(waitedMs !== undefined && { waitedMs }),
      onChange: ({ alive, stalledMs, throttledMs }) => {
        const since = clock.wallTime() - stalledMs - throttledMs;
        bus.emit({ type: 'liveness', alive, stalledMs, throttledMs, since, process: number });
        this.stalled = alive ? undefined : `process ${number} has been stalled for ${stalledMs} ms`;
        this.#listeners.onChange();
      },
      onHopeless: () => {
        if (!this.#debugged) this.kill();
      },
    });
    if (child.pid !== 0) bus.emit({ type: 'process.started', process: number, childPid: child.pid });
    this.#listeners.onStarted(this);
  }

  send(message: ToProcess): void {
    this.#child?.send(message);
  }

  kill(): void {
    if (this.#child === undefined) return;
    this.killed = true;
    this.#child.kill('SIGKILL');
  }

  /** Passes SIGHUP on to a process that listens to it: another would stop. */
  hangUp(): void {
    if (this.hangup) this.#child?.kill('SIGHUP');
  }

  /** Tells the process to stop, and starts no other. See {@link gone}. */
  stop(order: ToProcess): void {
    this.#stopping = true;
    this.#replacement?.clear();
    this.#startLimit?.clear();
    this.send(order);
  }

  #receive(message: FromProcess): void {
    if (message.type === 'beat') {
      this.#debugged = message.debugged;
      return this.#loop?.beat();
    }
    if (message.type === 'health') {
      this.checks = message.checks;
      this.hangup = message.hangup;
      if (message.state !== this.state) this.#enter(message.state);
      if (this.serving) this.#serves();
      this.#listeners.onChange();
    }
    if (message.type === 'closed') this.closed = true;
    if (message.type === 'stopped') this.stopped = true;
    this.#listeners.onMessage(this, message);
  }

  #serves(): void {
    this.started = true;
    this.#loop?.watch();
    if (this.#servingSince !== undefined) return;
    this.#servingSince = this.#context.clock.now();
    this.#startMs = Math.max(this.#startMs, this.#servingSince - this.#startedAt);
    this.#startLimit?.clear();
  }

  #limitStart(): Timer {
    return this.#context.clock.after(Math.max(START_LIMIT_MS, START_LIMIT * this.#startMs), () => {
      this.#hung = true;
      this.kill();
    });
  }

  #enter(state: Place['state']): void {
    this.state = state;
    this.since = this.#context.clock.wallTime();
  }

  #exited(exit: ChildExit): void {
    const { clock, bus } = this.#context;
    const { number, pid = 0, started } = this;
    this.#loop?.clear();
    this.#startLimit?.clear();
    this.#child = undefined;
    this.stalled = undefined;
    this.checks = [];
    this.hangup = false;
    this.#enter('absent');
    const servedMs = this.#servingSince === undefined ? 0 : clock.now() - this.#servingSince;
    const again = () =>
      this.#hung || exit.error !== undefined ? START_AGAIN_MS : this.#restarts.died(servedMs);
    const wait = this.#stopping || !started ? undefined : again();
    const replaced = wait === undefined ? {} : { replacedInMs: wait };
    const { code, signal, error } = exit;
    if (error !== undefined) bus.emit({ type: 'process.failed', process: number, error, ...replaced });
    else
      bus.emit({
        type: 'process.exited',
        process: number,
        childPid: pid,
        code,
        signal,
        expected: this.#stopping,
        ...replaced,
      });
    if (wait !== undefined) this.#replacement = clock.after(wait, () => this.start());
    const fatal = this.#stopping ? 'stop' : !started ? 'start' : wait === undefined ? 'loop' : undefined;
    this.#listeners.onExited(this, exit, fatal);
    this.#listeners.onChange();
    this.#gone.resolve();
  }
}
