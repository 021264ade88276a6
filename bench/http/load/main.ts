/**
 * The load generator, a process of its own so that it can be pinned to a core of its own. Written on node:net, because
 * a full HTTP client costs more for each request than the servers that it is to saturate.
 *
 * Argument: a {@link LoadOrder} as JSON. Prints a {@link LoadReport} as JSON.
 */
import { percentile } from '../../form/index.ts';
import { Connection, type Target } from './connection.ts';

/** What to send. */
export interface LoadOrder extends Target {
  readonly connections: number;
  /** It ends after so many, or after `seconds`. */
  readonly requests: number;
  readonly seconds: number;
  /** Open loop at this rate, with latency from the moment a request was due. Absent: as fast as answers come. */
  readonly perSecond?: number;
}

/** How it was answered. */
export interface LoadReport {
  readonly answered: number;
  readonly seconds: number;
  /** Microseconds. */
  readonly p50: number;
  readonly p99: number;
}

const order = JSON.parse(process.argv[2] ?? '') as LoadOrder;
const connections = await Promise.all(
  Array.from({ length: order.connections }, () => Connection.open(order)),
);
const start = performance.now();
const end = start + order.seconds * 1000;
const latencies = order.perSecond === undefined ? await saturate() : await pace(order.perSecond);
const seconds = (performance.now() - start) / 1000;
for (const connection of connections) connection.close();
const report: LoadReport = {
  answered: latencies.length,
  seconds,
  p50: Math.round(percentile(latencies, 0.5) * 1000),
  p99: Math.round(percentile(latencies, 0.99) * 1000),
};
console.log(JSON.stringify(report));

/** Every connection sends again as soon as it is answered. */
async function saturate(): Promise<number[]> {
  const latencies: number[] = [];
  let left = order.requests;
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
  return latencies;
}

/** Requests fall due at a constant rate; one that finds no free connection waits, and its wait counts. */
async function pace(perSecond: number): Promise<number[]> {
  const latencies: number[] = [];
  let next = 0;
  await Promise.all(
    connections.map(async (connection) => {
      while (next < order.requests) {
        const due = start + (next++ * 1000) / perSecond;
        if (due > end) return;
        while (performance.now() < due) await new Promise(setImmediate);
        await connection.exchange();
        latencies.push(performance.now() - due);
      }
    }),
  );
  return latencies;
}
