import type { State } from '../../events.ts';

/** The compiler finds a state that is missing here. Order is the number in shared memory. */
const stateNumbers: Record<State, number> = {
  starting: 0,
  ready: 1,
  degraded: 2,
  draining: 3,
  stopping: 4,
  stopped: 5,
  failed: 6,
};
const states = Object.keys(stateNumbers) as State[];

/** Milliseconds on the kernel's monotonic clock. Unlike `performance.now()`, it has one origin for all threads. */
export function monotonicNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/**
 * What decides a probe, in memory that both threads see. A probe that arrives after the main thread has written is
 * answered by what was written, whatever the main thread does next and however many messages are on their way; messages
 * carry only what explains the answer (reason, results of checks).
 */
export class SharedState {
  readonly buffer: SharedArrayBuffer;
  readonly #flags: Int32Array;
  readonly #beat: BigInt64Array;

  /** @param buffer of the other thread's instance. Default: new memory, in state `starting`. */
  constructor(buffer = new SharedArrayBuffer(24)) {
    this.buffer = buffer;
    this.#beat = new BigInt64Array(buffer, 0, 1);
    this.#flags = new Int32Array(buffer, 8, 3);
  }

  get state(): State {
    return states[Atomics.load(this.#flags, 0)] ?? 'failed';
  }

  /** Once it has been `ready` or `degraded`, `started` stays true. */
  set state(state: State) {
    if (serves(state)) Atomics.store(this.#flags, 1, 1);
    Atomics.store(this.#flags, 0, stateNumbers[state]);
  }

  get started(): boolean {
    return Atomics.load(this.#flags, 1) === 1;
  }

  /** Whether every critical check passes. */
  get checksPass(): boolean {
    return Atomics.load(this.#flags, 2) === 0;
  }

  set checksPass(pass: boolean) {
    Atomics.store(this.#flags, 2, pass ? 0 : 1);
  }

  /** When the main loop last turned, in {@link monotonicNow}'s milliseconds. 0: not yet. */
  get beat(): number {
    return Number(Atomics.load(this.#beat, 0)) / 1e6;
  }

  /** Says that the main loop turns now. */
  markBeat(): void {
    Atomics.store(this.#beat, 0, process.hrtime.bigint());
  }
}

/** Whether a service in `state` receives requests. */
export function serves(state: State): boolean {
  return state === 'ready' || state === 'degraded';
}
