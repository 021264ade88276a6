/**
 * The load generator, a process of its own so that it can be pinned to a core of its own. Written on node:net, because
 * a full HTTP client costs more for each request than the servers that it is to saturate.
 *
 * Each {@link LoadOrder} that it is sent is answered by a {@link LoadReport}, or the message of an error.
 */
import { setTimeout } from 'node:timers/promises';
import { percentile } from '../../form/index.ts';
import { cpuTimeMicros } from '../cpu-time.ts';
import { Connection, type Target } from './connection.ts';
import { OwnStalls, undisturbed } from './own-stalls.ts';

/** What to send. */
export interface LoadOrder extends Target {
  /** The server's process. */
  readonly pid: number;
  readonly connections: number;
  /** It ends after so many, or after `seconds`. */
  readonly requests: number;
  readonly seconds: number;
  /**
   * Open loop at this rate, with latency from the moment a request was due, but for those at which the load itself stood still. Absent:
   * as fast as answers come.
   */
  readonly perSecond?: number;
}

/** How it was answered. */
export interface LoadReport {
  readonly answered: number;
  readonly seconds: number;
  /** What the server has used of its core, in microseconds. */
  readonly cpuMicros: number;
  /** Microseconds. Absent where every request was left out. */
  readonly p50?: number;
  readonly p99?: number;
  /** The share of requests, from 0 to 1, whose latency is left out since the load itself stood still. */
  readonly leftOut: number;
}

/** What is under way when the last request is answered, such as an export, belongs to the cost. */
const SETTLE_MS = 20;

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (report) => process.send?.(report),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

async function run(order: LoadOrder): Promise<LoadReport> {
  const connections = await Promise.all(
    Array.from({ length: order.connections }, () => Connection.open(order)),
  );
  try {
    // To accept a connection is no part of a request's cost.
    await Promise.all(connections.map((connection) => connection.exchange()));
    const cpuBefore = cpuTimeMicros(order.pid);
    const start = performance.now();
    const { answered, latencies } =
      order.perSecond === undefined
        ? await saturate(connections, order, start)
        : await pace(connections, order, start, order.perSecond);
    const seconds = (performance.now() - start) / 1000;
    await setTimeout(SETTLE_MS);
    return {
      answered,
      seconds,
      cpuMicros: cpuTimeMicros(order.pid) - cpuBefore,
      ...(latencies.length > 0 && {
        p50: Math.round(percentile(latencies, 0.5) * 1000),
        p99: Math.round(percentile(latencies, 0.99) * 1000),
      }),
      leftOut: 1 - latencies.length / answered,
    };
  } finally {
    for (const connection of connections) connection.close();
  }
}

/** How many requests were answered, and the milliseconds that those took whose latency tells of the server. */
interface Answers {
  readonly answered: number;
  readonly latencies: readonly number[];
}

/** Every connection sends again as soon as it is answered. */
async function saturate(
  connections: readonly Connection[],
  { requests, seconds }: LoadOrder,
  start: number,
): Promise<Answers> {
  const end = start + seconds * 1000;
  const latencies: number[] = [];
  let left = requests;
  // Never asleep: waking a process costs the one who does, so a server slower than its load would pay for that as well.
  const stayAwake = () => {
    if (left > 0) setImmediate(stayAwake);
  };
  stayAwake();
  await Promise.all(
    connections.map(async (connection) => {
      while (left > 0) {
        left -= 1;
        const sentAt = performance.now();
        await connection.exchange();
        const answeredAt = performance.now();
        latencies.push(answeredAt - sentAt);
        if (answeredAt > end) left = 0;
      }
    }),
  );
  return { answered: latencies.length, latencies };
}

/** Requests fall due at a constant rate; one that finds no free connection waits, and its wait counts. */
async function pace(
  connections: readonly Connection[],
  { requests, seconds }: LoadOrder,
  start: number,
  perSecond: number,
): Promise<Answers> {
  const end = start + seconds * 1000;
  using own = new OwnStalls(connections.length);
  const answers: { readonly due: number; readonly at: number }[] = [];
  let next = 0;
  await Promise.all(
    connections.map(async (connection) => {
      while (next < requests) {
        const due = start + (next++ * 1000) / perSecond;
        if (due > end) return;
        while (performance.now() < due) await new Promise(setImmediate);
        await connection.exchange();
        answers.push({ due, at: performance.now() });
      }
    }),
  );
  const heard = undisturbed(answers, own.stalls);
  return { answered: answers.length, latencies: heard.map(({ due, at }) => at - due) };
}
