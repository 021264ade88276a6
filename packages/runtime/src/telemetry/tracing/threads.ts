import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { Clock, Timer } from '../../clock.ts';
import { deadlineIn, type Deadline } from '../../lifecycle/index.ts';
import type { ExportStats } from './export/index.ts';

/** From the main thread, before all else: what the thread is a part of. */
export interface ThreadIntroduction {
  readonly service: string;
  readonly version: string;
}

/** From the main thread: flush within so many milliseconds. Threads have no clock in common. */
interface FlushRequest {
  readonly flushWithinMs: number;
}

/** From a worker thread: at its start, every five seconds, and as the answer to a flush. */
interface ThreadReport {
  readonly stats: ExportStats;
  readonly flushed: boolean;
}

const REPORT_MS = 5000;

const none: ExportStats = {
  queued: 0,
  sending: 0,
  exported: 0,
  dropped: { 'queue full': 0, unavailable: 0, refused: 0, rejected: 0, shutdown: 0 },
  failures: 0,
};

/**
 * The worker threads that trace. Each has its own queue and connection, since a span handed to another thread costs more
 * than sending it; this thread only asks them to flush, and adds up their numbers.
 */
export class TracingThreads {
  readonly #reports = new Map<MessagePort, ExportStats>();
  /** The numbers of all threads that have ended. */
  #gone: ExportStats = none;
  readonly #waiting = new Map<MessagePort, () => void>();

  /** A port for one more thread. It counts from its first report on. */
  port(introduction: ThreadIntroduction): MessagePort {
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(introduction);
    port1.on('message', ({ stats, flushed }: ThreadReport) => {
      this.#reports.set(port1, stats);
      if (flushed) this.#waiting.get(port1)?.();
    });
    // The thread has ended: its last numbers stay, and nobody waits for it.
    port1.on('close', () => {
      const last = this.#reports.get(port1);
      if (last !== undefined) this.#gone = sum(this.#gone, { ...last, queued: 0, sending: 0 });
      this.#reports.delete(port1);
      this.#waiting.get(port1)?.();
    });
    port1.unref();
    return port2;
  }

  /** Settles when every thread has flushed or ended, or at the deadline. */
  async flush(deadline: Deadline): Promise<void> {
    await Promise.all(Array.from(this.#reports.keys(), (port) => this.#flushOne(port, deadline)));
  }

  /** `own` with the last known numbers of all threads. */
  total(own: ExportStats): ExportStats {
    return [this.#gone, ...this.#reports.values()].reduce(sum, own);
  }

  close(): void {
    for (const port of this.#reports.keys()) port.close();
  }

  #flushOne(port: MessagePort, deadline: Deadline): Promise<void> {
    return new Promise<void>((resolve) => {
      const done = () => {
        this.#waiting.delete(port);
        port.unref();
        resolve();
      };
      this.#waiting.set(port, done);
      deadline.signal.addEventListener('abort', done, { once: true });
      if (deadline.signal.aborted) return done();
      port.ref();
      port.postMessage({ flushWithinMs: deadline.remaining() } satisfies FlushRequest);
    });
  }
}

/**
 * What the main thread has said first.
 *
 * @throws TypeError when the port is not of `Tracing.threadPort`, or was used before
 */
export function introductionOf(port: MessagePort): ThreadIntroduction {
  const received: { message: ThreadIntroduction } | undefined = receiveMessageOnPort(port);
  if (received?.message.service === undefined) throw new TypeError('not a fresh port of Tracing.threadPort');
  return received.message;
}

/** The other end, in a worker thread: flushes when asked, and reports. */
export function answerFlushes(
  port: MessagePort,
  clock: Clock,
  tracing: { flush(deadline: Deadline): Promise<void>; stats(): ExportStats },
): Disposable {
  let timer: Timer | undefined;
  const report = (flushed: boolean) => {
    port.postMessage({ stats: tracing.stats(), flushed } satisfies ThreadReport);
    timer?.clear();
    timer = clock.after(REPORT_MS, () => report(false));
  };
  const flush = async ({ flushWithinMs }: FlushRequest) => {
    using deadline = deadlineIn(clock, flushWithinMs);
    await tracing.flush(deadline);
    report(true);
  };
  port.on('message', (request: FlushRequest) => void flush(request));
  // A thread that has nothing else to do may end.
  port.unref();
  report(false);
  return {
    [Symbol.dispose]: () => {
      report(false);
      timer?.clear();
      port.close();
    },
  };
}

function sum(a: ExportStats, b: ExportStats): ExportStats {
  return {
    queued: a.queued + b.queued,
    sending: a.sending + b.sending,
    exported: a.exported + b.exported,
    dropped: {
      'queue full': a.dropped['queue full'] + b.dropped['queue full'],
      unavailable: a.dropped.unavailable + b.dropped.unavailable,
      refused: a.dropped.refused + b.dropped.refused,
      rejected: a.dropped.rejected + b.dropped.rejected,
      shutdown: a.dropped.shutdown + b.dropped.shutdown,
    },
    failures: a.failures + b.failures,
  };
}
