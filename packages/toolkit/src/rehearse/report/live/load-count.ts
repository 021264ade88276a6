import { isLost, type RequestLog } from '../../requests.ts';
import { durationsOf, latencyOfRequest } from '../summary/index.ts';
import type { LoadCount } from './live-state.ts';

/** Percentiles are of so many of the last requests. */
const RECENT = 2000;

/** Counts a log that grows: each call goes on where the last one ended. */
export function loadCounter(log: Pick<RequestLog, 'size' | 'at'>): () => LoadCount {
  let [seen, lost] = [0, 0];
  return () => {
    for (; seen < log.size; seen++) {
      const record = log.at(seen);
      if (record !== undefined && isLost(record)) lost++;
    }
    const { p50, p99 } = durationsOf(recentLatencies(log, seen));
    return { sent: seen, lost, p50, p99 };
  };
}

function recentLatencies(log: Pick<RequestLog, 'at'>, size: number): number[] {
  const latencies: number[] = [];
  for (let id = Math.max(0, size - RECENT); id < size; id++) {
    const record = log.at(id);
    const latency = record && latencyOfRequest(record);
    if (latency !== undefined) latencies.push(latency);
  }
  return latencies;
}
