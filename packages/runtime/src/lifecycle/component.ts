import type { Clock } from '../clock.ts';
import type { RuntimeEvent } from '../events.ts';
import type { Deadline } from './deadline.ts';

/** What a component is given when it starts. */
export interface StartContext {
  /** Aborts when start is abandoned: a signal arrived, or another component failed. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly emit: (event: RuntimeEvent) => void;
}

/**
 * Something that is opened once and released once: a pool, a listener, an exporter. Components are acquired in order
 * and released in reverse.
 */
export interface Component<T> {
  /** Unique name, for logs, checks and errors. */
  readonly name: string;
  /** Opens it. What it returns is what the service works with. */
  start(context: StartContext): T | Promise<T>;
  /**
   * Releases it before `deadline`. Default: `Symbol.asyncDispose` or `Symbol.dispose` of the value, where it has one.
   */
  stop?(value: T, deadline: Deadline): void | Promise<void>;
  /** Whether it works, asked in the background for readiness. */
  readonly check?: ComponentCheck<T>;
}

/** How to ask a component whether it works. */
export interface ComponentCheck<T> {
  /** Resolves when it works, rejects when it doesn't. `signal` aborts at the time-out. */
  run(value: T, signal: AbortSignal): unknown;
  /** True: unready while it fails. False: degraded, still serving. Default true. */
  readonly critical?: boolean;
  /** Milliseconds between the end of a check and the next. Default 5000. */
  readonly intervalMs?: number;
  /** Milliseconds until a check counts as failed. Default 2000. */
  readonly timeoutMs?: number;
  /** Failures in a row until the check is failing. Default 2. */
  readonly failureThreshold?: number;
  /** Successes in a row until it is passing again. Default 1. */
  readonly successThreshold?: number;
}
