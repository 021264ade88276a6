import { timer, type Timer } from './clock.ts';

/** The life of a process. `degraded` serves; a non-critical dependency is down. */
export type State = 'starting' | 'ready' | 'degraded' | 'draining' | 'stopping' | 'stopped' | 'failed';

/** The parts of a shutdown, in order. */
export type DrainStage = 'drain delay' | 'in-flight work' | 'workers' | 'resources' | 'flush';

/** The outcome of a dependency check. */
export type CheckStatus = 'pending' | 'passing' | 'failing';

/** What telemetry is made of, as OpenTelemetry calls it. */
export type TelemetrySignal = 'traces' | 'metrics';

/** How near the soft memory limit is: plenty of room; near; at it; what is alive alone exceeds it. */
export type PressureLevel = 'calm' | 'elevated' | 'high' | 'exhausted';

/** What there was when memory was about to run out: small enough for one line. Sizes in MiB. */
export interface NearDeathRecord {
  readonly limitMib: number;
  readonly usedMib: number;
  readonly heapUsedMib: number;
  readonly heapLimitMib: number;
  /** ArrayBuffers and what else of V8's is outside its heap. */
  readonly externalMib: number;
  /** The spaces of the heap that hold anything. */
  readonly heapSpacesMib: Readonly<Record<string, number>>;
  /** Set aside for requests in flight. */
  readonly reservedMib: number;
  readonly waiting: number;
  /** The routes that need most for one request. */
  readonly largestRoutes: readonly { readonly route: string; readonly kib: number }[];
  /** The first of what is in flight. */
  readonly inFlight: readonly string[];
  readonly inFlightCount: number;
  /** Share of the last ten seconds in which a task waited for memory, in per cent; absent where the kernel doesn't tell. */
  readonly stalledPercent?: number;
  /** Times that the group was about to go over its limit, and its processes that were killed. */
  readonly limitHits?: number;
  readonly oomKills?: number;
}

/** Why the server refused a client's request or cut its connection. */
export type RejectionReason =
  | 'malformed'
  | 'timeout'
  | 'headers too large'
  | 'body too large'
  | 'slow body'
  | 'stalled'
  | 'memory'
  | 'overload'
  | 'route limit'
  | 'too many connections';

/** What happens in a service, as data: logs, probes and metrics are renderers of it. Times are in milliseconds. */
export type RuntimeEvent =
  | {
      readonly type: 'state';
      readonly from: State;
      readonly to: State;
      readonly reason: string;
      /** What ended a process that `failed`. */
      readonly error?: unknown;
    }
  | { readonly type: 'signal'; readonly signal: NodeJS.Signals; readonly repeated: boolean }
  /** The process sent the signal to itself while it stopped, as listeners beside the runtime's do; it is passed over. */
  | { readonly type: 'signal.raised'; readonly signal: NodeJS.Signals }
  | {
      readonly type: 'fault';
      readonly origin: 'uncaughtException' | 'unhandledRejection';
      readonly error: unknown;
    }
  | { readonly type: 'component.started'; readonly component: string; readonly ms: number }
  | { readonly type: 'component.stopped'; readonly component: string; readonly ms: number }
  | {
      readonly type: 'component.failed';
      readonly component: string;
      /** `run`: a part of it failed and is replaced, such as a thread of a pool. */
      readonly phase: 'start' | 'run' | 'stop';
      readonly error: unknown;
    }
  | {
      readonly type: 'waiting';
      readonly component: string;
      readonly attempt: number;
      readonly retryInMs: number;
      readonly error: unknown;
    }
  /** A server that was waited for answers. */
  | { readonly type: 'reached'; readonly target: string; readonly ms: number }
  /** A migration begins, has been applied or reverted, or is recorded as applied without having been run (`migrate --baseline`). */
  | {
      readonly type: 'migration';
      readonly migration: string;
      readonly what: 'begun' | 'applied' | 'reverted' | 'recorded';
      readonly ms?: number;
    }
  /** How the schema stands to what the code needs, by the version of each; 0: empty. */
  | {
      readonly type: 'schema';
      readonly state: 'older' | 'current' | 'newer';
      readonly database: number;
      readonly code: number;
    }
  /** An idle connection to a server broke; it is replaced when one is needed. */
  | { readonly type: 'connection.lost'; readonly component: string; readonly error: unknown }
  | { readonly type: 'listening'; readonly port: number; readonly host: string; readonly name: string }
  | { readonly type: 'drain.stage'; readonly stage: DrainStage; readonly budgetMs: number }
  | {
      readonly type: 'drain.progress';
      readonly requests: number;
      readonly connections: number;
      readonly streams: number;
    }
  | { readonly type: 'drain.aborted'; readonly stage: DrainStage; readonly what: readonly string[] }
  /** `process.exit` was called by the service, or by what it uses: nothing was drained or released. */
  | {
      readonly type: 'exit';
      readonly code: number;
      readonly state: State;
      /** What was under way. */
      readonly what: readonly string[];
    }
  | { readonly type: 'lingering'; readonly what: readonly string[] }
  | {
      readonly type: 'check';
      readonly check: string;
      readonly critical: boolean;
      readonly from: CheckStatus;
      readonly to: CheckStatus;
      readonly error?: string;
    }
  | {
      readonly type: 'liveness';
      readonly alive: boolean;
      readonly stalledMs: number;
      readonly throttledMs: number;
      /** When the main loop fell silent, in milliseconds since the Unix epoch: the event itself can only come after. */
      readonly since: number;
      /** Which of several processes; absent: this one. */
      readonly process?: number;
    }
  /** Several processes are to share the port. */
  | { readonly type: 'processes'; readonly count: number; readonly reason: string }
  /** One of several processes was started. */
  | { readonly type: 'process.started'; readonly process: number; readonly childPid: number }
  /** One of several processes could not be started by the kernel. */
  | {
      readonly type: 'process.failed';
      readonly process: number;
      readonly error: unknown;
      /** When it is tried again; absent: it is not. */
      readonly replacedInMs?: number;
    }
  /** One of several processes has ended. */
  | {
      readonly type: 'process.exited';
      readonly process: number;
      readonly childPid: number;
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
      /** False where nobody asked it to. */
      readonly expected: boolean;
      /** When it is replaced; absent: it is not. */
      readonly replacedInMs?: number;
    }
  | { readonly type: 'worker'; readonly worker: string; readonly what: 'started' | 'stopped' | 'recovered' }
  | {
      readonly type: 'worker.failed';
      readonly worker: string;
      readonly attempt: number;
      readonly retryInMs: number;
      readonly error: unknown;
    }
  | {
      readonly type: 'config.reloaded';
      readonly generation: number;
      readonly changed: readonly string[];
      readonly needsRestart: readonly string[];
    }
  | {
      readonly type: 'http.error';
      readonly requestId: string;
      readonly method: string;
      readonly path: string;
      readonly error: unknown;
    }
  | {
      readonly type: 'http.rejected';
      readonly reason: RejectionReason;
      /** How many since the last event of this reason; there is at most one a second. */
      readonly count: number;
      /** Address of the peer that was refused last. */
      readonly remote: string;
    }
  /** The server began to refuse requests because it can't serve them in time, or has long done so no more. */
  | {
      readonly type: 'http.overload';
      readonly overloaded: boolean;
      /** Requests that run, and that wait for their turn. */
      readonly inFlight: number;
      readonly waiting: number;
      /** How many may run at once; absent: any number. */
      readonly limit?: number;
      /** How late the main loop was. */
      readonly loopDelayMs: number;
    }
  /** There came more connections than the limit of open files leaves room for. Told once. */
  | {
      readonly type: 'http.open-files';
      /** How many files the process may have open. */
      readonly limit: number;
      /** How many connections it keeps at most. */
      readonly connections: number;
    }
  | { readonly type: 'config.rejected'; readonly generation: number; readonly error: unknown }
  /** After one that was rejected the files hold what is in force again. */
  | { readonly type: 'config.corrected'; readonly generation: number }
  | { readonly type: 'config.listener.failed'; readonly generation: number; readonly error: unknown }
  /**
   * A listener of events, or of `app.memory.onPressure` (`memory.pressure`, told of its first error), threw, or what it returned was
   * rejected. One of events is not told itself.
   */
  | { readonly type: 'listener.failed'; readonly of: RuntimeEvent['type']; readonly error: unknown }
  /** `source` is where a config file has the name; absent for an environment variable. */
  | {
      readonly type: 'config.unknown';
      readonly variable: string;
      readonly nearest?: string;
      readonly source?: string;
    }
  /** How V8's heap came to its size, that of the old space: `sized` by the runtime, or left as it was. Sizes in bytes. */
  | {
      readonly type: 'memory.heap';
      readonly sized: boolean;
      readonly reason: string;
      readonly limitBytes: number | undefined;
      readonly heapLimitBytes: number;
    }
  /**
   * The memory limit has changed while the process runs: its pod was resized in place. V8's heap keeps the limit of the start.
   * Sizes in bytes.
   */
  | {
      readonly type: 'memory.limit';
      readonly fromBytes: number;
      readonly limitBytes: number;
      readonly softLimitBytes: number;
      readonly heapLimitBytes: number;
    }
  /** Use has come nearer to the soft limit, or gone from it. Sizes in bytes. */
  | {
      readonly type: 'memory.pressure';
      readonly from: PressureLevel;
      readonly to: PressureLevel;
      readonly usedBytes: number;
      readonly softLimitBytes: number;
      readonly limitBytes: number;
    }
  /** What is alive without any request exceeds the soft limit, or does so no more. Sizes in bytes. */
  | {
      readonly type: 'memory.readiness';
      readonly ready: boolean;
      readonly usedBytes: number;
      readonly softLimitBytes: number;
      readonly limitBytes: number;
    }
  /** A kill or the end of the heap is near. */
  | ({ readonly type: 'memory.near-death' } & NearDeathRecord)
  /** A heap snapshot was written to `path`, or why not; at the start, why none can be. */
  | { readonly type: 'memory.snapshot'; readonly path: string; readonly error?: unknown }
  /** The CPU quota held the process up, over `elapsedMs`. `throttledMs` is added up over CPUs, as the kernel counts. */
  | {
      readonly type: 'cpu.throttled';
      readonly quotaCores: number;
      readonly usedCores: number;
      readonly elapsedMs: number;
      readonly periods: number;
      readonly throttledPeriods: number;
      readonly throttledMs: number;
      /** What to do about it. */
      readonly advice: string;
    }
  /** A cache gave its server up, so that values come from their source, or has it back. */
  | {
      readonly type: 'cache';
      readonly cache: string;
      readonly state: 'bypassed' | 'recovered';
      /** Of a server that is back: all of the cache was dropped from it, since more changed meanwhile than is remembered. */
      readonly emptied?: boolean;
      readonly error?: unknown;
    }
  /** A telemetry setting was ignored, as the OpenTelemetry specification asks for invalid ones. */
  | { readonly type: 'telemetry.setting'; readonly variable: string; readonly problem: string }
  /** Another OpenTelemetry SDK had registered these parts with the API before: they are not the runtime's. */
  | { readonly type: 'telemetry.taken'; readonly parts: readonly string[] }
  /** The collector stopped or began again to take what is sent. `dropped` counts since the start of the process. */
  | {
      readonly type: 'telemetry.export';
      readonly signal: TelemetrySignal;
      readonly state: 'failing' | 'recovered';
      readonly dropped: number;
      readonly error?: string;
    };

/** A listener of events. It must not block. What it throws is reported as an event, and keeps no other from hearing. */
export type EventListener = (event: RuntimeEvent) => void;

/**
 * Hands each event to every listener, in the order of subscription, synchronously. What is emitted before anybody listens
 * is kept for the first listener: the log opens only after the configuration has been read.
 */
export class EventBus {
  #listeners = new Set<EventListener>();
  #early: RuntimeEvent[] | undefined = [];

  /** Never throws: whoever emits is in the middle of something else, such as the service's stop. */
  emit(event: RuntimeEvent): void {
    this.#early?.push(event);
    for (const listener of this.#listeners)
      tell(listener, event, (error) =>
        this.#report(listener, { type: 'listener.failed', of: event.type, error }),
      );
  }

  /**
   * Subscribes until the returned handle is cleared.
   *
   * @param order `first`: hears of each event before all that subscribed so far, for those that others ask about what
   *   the log has already said. Default `last`
   */
  on(listener: EventListener, order: 'first' | 'last' = 'last'): Timer {
    const early = this.#early ?? [];
    this.#early = undefined;
    if (order === 'last') this.#listeners.add(listener);
    else this.#listeners = new Set([listener, ...this.#listeners]);
    for (const event of early) listener(event);
    return timer(() => this.#listeners.delete(listener));
  }

  /** To all but the one that failed: it would fail at that too. */
  #report(failed: EventListener, event: RuntimeEvent): void {
    for (const listener of this.#listeners) if (listener !== failed) tell(listener, event, () => undefined);
  }
}

function tell(listener: EventListener, event: RuntimeEvent, onError: (error: unknown) => void): void {
  try {
    const returned: unknown = listener(event);
    if (returned instanceof Promise) returned.catch(onError);
  } catch (error) {
    onError(error);
  }
}
