import type { MessagePort } from 'node:worker_threads';
import type { Meter, Tracer } from '@opentelemetry/api';
import type { Clock, Timer } from '../clock.ts';
import type { ConfigListener, ConfigShape, ConfigValues } from '../config/index.ts';
import type { EventListener } from '../events.ts';
import type { Component, Lifecycle } from '../lifecycle/index.ts';
import type { Logger } from '../log/index.ts';
import type { CheckOptions, Checks } from '../probes/index.ts';
import { runOutOfScope } from '../scope.ts';
import type { MigrationPool } from '../stores/index.ts';
import type { Job, Worker, WorkerOptions, Workers } from '../workers/index.ts';
import type { ServiceDefinition } from './definition.ts';
import type { Memory } from './memory.ts';
import { embeddedSchema } from './migrations.ts';
import type { Prepared } from './prepare.ts';
import type { Telemetry } from './telemetry.ts';

/** What a service's `start` is given. */
export interface App<Shape extends ConfigShape> {
  /** The service's name. */
  readonly name: string;
  /** The configuration as it is now. Read it where it is used: a reload replaces the object. */
  readonly config: ConfigValues<Shape>;
  /** Writes to standard output, as `LOG_FORMAT` says, with the trace of the request that is at work. */
  readonly log: Logger;
  /** The service's time and timers: the machine's own, or a virtual one in tests. */
  readonly clock: Clock;
  /** For spans of the service’s own; `trace.getTracer` of `@opentelemetry/api` gives the same. */
  readonly tracer: Tracer;
  /**
   * A port for a worker thread's `traceThread`: then the thread's spans are flushed and counted with the main thread's.
   * `new Worker(file, { workerData: { tracing: port }, transferList: [port] })`
   */
  tracingPort(): MessagePort;
  /** For metrics of the service’s own, told beside the runtime’s. */
  readonly meter: Meter;
  /** What the service may use of the pod's memory, and caches that give way. */
  readonly memory: Memory;
  /** Aborts once the service begins to stop, or its start is abandoned. */
  readonly signal: AbortSignal;
  /** True outside Kubernetes, unless `NODE_ENV` is `production`. */
  readonly development: boolean;
  /** The configuration's generation: 1 at the start, and one more after each accepted change. */
  readonly configGeneration: number;
  /** False in Kubernetes and under `NODE_ENV=production`, unless started with `--allow-embedded`. */
  readonly embeddedAllowed: boolean;
  /** Calls `listener` for every event of this process, such as `listening`, until the returned handle is cleared. */
  on(listener: EventListener): Timer;
  /** Calls `listener` after each reload, until the returned handle is cleared. */
  onConfig(listener: ConfigListener<Shape>): Timer;
  /**
   * Opens a component, to be released in reverse order when the service stops. Its `check` counts for readiness.
   *
   * @throws SeaworthyError SW_START_FAILED
   */
  use<T>(component: Component<T>): Promise<T>;
  /**
   * Applies the service's migrations over a pool that it has opened itself, for an embedded database; a configured one has
   * them before the start.
   *
   * @throws SeaworthyError SW_DEFINITION where there are none, and what applying them throws
   */
  migrate(pool: MigrationPool): Promise<void>;
  /**
   * Starts work in the background. On stopping it is first told to finish its current run, then to give up; what is added from
   * then on runs nothing.
   *
   * @throws SeaworthyError SW_DEFINITION where the name is taken, or a time is not above zero
   */
  worker(name: string, options: WorkerOptions, job: Job): Worker;
  /**
   * Asks a dependency in the background, for readiness. A dependency cannot count for liveness.
   *
   * @throws SeaworthyError SW_DEFINITION where the name is taken, or a figure is out of its range
   */
  check(options: CheckOptions): void;
  /**
   * Ends the service in order, as SIGTERM does: for a job that is done. From here on no worker begins another run; the rest follows
   * at once, or once the start is complete. All of several processes stop. The exit status is 0, or what `process.exitCode` says.
   * No effect where the service stops already. It returns at once: what runs is part of what is waited for.
   *
   * @param reason why, for the log. Default `the service has ended itself`
   */
  stop(reason?: string): void;
}

/** The parts behind an {@link App}. */
export interface AppParts<Shape extends ConfigShape> {
  readonly definition: ServiceDefinition<Shape>;
  readonly prepared: Prepared<Shape>;
  readonly lifecycle: Lifecycle;
  readonly workers: Workers;
  readonly checks: Checks;
  readonly telemetry: Telemetry;
  readonly memory: Memory;
}

export function createApp<Shape extends ConfigShape>(parts: AppParts<Shape>): App<Shape> {
  const { definition, prepared, lifecycle, workers, checks, telemetry, memory } = parts;
  return {
    name: definition.name,
    get config() {
      return prepared.config.current;
    },
    log: prepared.log.logger,
    clock: prepared.clock,
    tracer: telemetry.tracing.tracer(definition.name),
    tracingPort: () => telemetry.tracing.threadPort(),
    meter: telemetry.metrics.meter,
    memory,
    signal: lifecycle.signal,
    get configGeneration() {
      return prepared.config.generation;
    },
    development: prepared.development,
    embeddedAllowed: prepared.embeddedAllowed,
    on: (listener) => prepared.bus.on(listener),
    onConfig: (listener) => prepared.config.subscribe(listener),
    async use(component) {
      const value = await lifecycle.use(component);
      const { name, check } = component;
      if (check !== undefined) checks.add({ ...check, name, run: (signal) => check.run(value, signal) });
      return value;
    },
    migrate: (pool) => lifecycle.use(embeddedSchema(definition, pool)),
    worker(name, options, job) {
      const worker = workers.add(name, options, job);
      if (options.stuckAfterMs !== undefined) checks.add(notStuck(worker));
      return worker;
    },
    check: (options) => checks.add(options),
    stop(reason = 'the service has ended itself') {
      const { member } = prepared;
      // What a request or a run has set off is none of its work.
      runOutOfScope(() => {
        // A job that is done would be run again until the stop begins, of which the primary decides.
        workers.finish();
        if (member === undefined) lifecycle.finish(reason);
        else void member.send({ type: 'stop', reason });
      });
    },
  };
}

function notStuck(worker: Worker): CheckOptions {
  return {
    name: `worker ${worker.name}`,
    critical: false,
    run() {
      const { stuck, runningMs } = worker.status;
      if (stuck) throw new Error(`one run has taken ${Math.round(runningMs / 1000)} s so far`);
    },
  };
}
