import type { Worker } from 'node:cluster';
import { EnvName } from '@seaworthy/contract';
import type { Clock } from '../clock.ts';
import { shareMark } from '../resources/index.ts';
import { relayLines } from './line-relay.ts';
import { unwrap, wrap, type FromProcess, type ToProcess } from './messages.ts';

/** How a process ended. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it could not be started at all. */
  readonly error?: unknown;
}

/** A process that was started. */
export interface ChildProcess {
  /** 0: it could not be started, and its end comes. */
  readonly pid: number;
  /** What can't be delivered any more is dropped. */
  send(message: ToProcess): void;
  kill(signal: NodeJS.Signals): void;
}

/** Starts process `number`. `onExit` comes once its last message and log line have been read. */
export type Spawn = (
  number: number,
  listeners: { onMessage(message: FromProcess): void; onExit(exit: ChildExit): void },
) => ChildProcess;

/** What a process is started with. */
export interface ProcessStart {
  /** Flags of node beside those of the primary. */
  readonly flags: readonly string[];
  /** Environment variables beside those of the primary. */
  readonly env: Readonly<Record<string, string>>;
}

/** How to start processes. */
export interface SpawnerOptions {
  readonly of: number;
  readonly clock: Clock;
  /** Asked for each process that starts: a limit may have changed since the one before it. */
  readonly start: () => ProcessStart;
  /** Writes whole lines of their logs; false: the rest should wait. */
  readonly relay: (text: string, lines: number) => boolean;
}

/** How long after its end what a process has written is waited for: a program that it left behind may hold the pipe. */
const LAST_LINES_MS = 1_000;

/**
 * Starts processes by `node:cluster`: the same program again, with this process's arguments. They accept from one listening
 * socket (SCHED_NONE), so nothing that waits in its queue is lost with any of them, and one whose loop is busy leaves
 * connections to the others; docs/decisions/0023-several-processes.md has the measurements.
 */
export async function clusterSpawner({ of, clock, start, relay }: SpawnerOptions): Promise<Spawn> {
  const { default: cluster } = await import('node:cluster');
  const { argv, execArgv } = process;
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  cluster.setupPrimary({
    ...(argv[1] !== undefined && { exec: argv[1] }),
    args: argv.slice(2),
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  return (number, listeners) => {
    const { flags, env } = start();
    cluster.setupPrimary({ execArgv: [...execArgv, ...flags] });
    let worker: Worker;
    try {
      worker = cluster.fork({ ...env, [EnvName.process]: shareMark({ number, of }) });
    } catch (error) {
      // Some errors of the kernel are told by an event; others, such as a lack of memory, are thrown.
      setImmediate(() => listeners.onExit({ code: null, signal: null, error }));
      return { pid: 0, send() {}, kill() {} };
    }
    const child = worker.process;
    // Without a file descriptor for its pipes there are none, which the types don't know.
    const lastLine = child.stdout ? relayLines(child.stdout, relay, clock) : Promise.resolve();
    worker.on('message', (envelope) => {
      const message = unwrap(envelope) as FromProcess | undefined;
      if (message !== undefined) listeners.onMessage(message);
    });
    let ended = false;
    const end = async (exit: ChildExit) => {
      if (ended) return;
      ended = true;
      const { promise: late, resolve } = Promise.withResolvers<void>();
      using _patience = clock.after(LAST_LINES_MS, resolve);
      await Promise.race([lastLine, late]);
      listeners.onExit(exit);
    };
    child.once('exit', (code, signal) => void end({ code, signal }));
    // It could not be started at all, or a message not be sent; only the former is its end.
    worker.on('error', (error) => {
      if (child.pid === undefined) void end({ code: null, signal: null, error });
    });
    return {
      pid: child.pid ?? 0,
      send: (message) => {
        if (worker.isConnected()) worker.send(wrap(message), () => {});
      },
      kill: (signal) => void child.kill(signal),
    };
  };
}
