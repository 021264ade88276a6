import { mean, median, percentile, spread } from '../form/index.ts';
import type { Sample } from './turn.ts';

/** A program and what was found of it. */
export interface ResultRow {
  readonly name: string;
  /** Server CPU for each request in microseconds, all threads of the process: the median of the rounds. */
  readonly cpuMicros: number;
  readonly cpuMicrosMin: number;
  /** The lower quartile. */
  readonly cpuMicrosLow: number;
  readonly cpuMicrosMax: number;
  /** CPU against that of bare node:http, by the median of the rounds' ratios. Absent when that was not measured. */
  readonly toNodeHttp?: number;
  /** Requests a second at saturation of one core. */
  readonly rps: number;
  /** Microseconds, at half of `rps`. */
  readonly p50: number;
  readonly p99: number;
  /** The quartiles of the rounds. */
  readonly p99Low: number;
  readonly p99High: number;
  /** The share of requests, from 0 to 1, whose latency is left out since the load itself stood still: mean of the rounds. */
  readonly leftOut: number;
  /** Spans that the collector got for each request. */
  readonly spans: number;
}

/** Sums up the rounds of one program. */
export function resultRow(
  name: string,
  samples: readonly Sample[],
  base: readonly Sample[] | undefined,
  spans: number,
): ResultRow {
  const all = (figure: keyof Sample) => samples.map((sample) => sample[figure]);
  const cpu = spread(all('cpuMicros'));
  return {
    name,
    cpuMicros: cpu.median,
    cpuMicrosMin: cpu.min,
    cpuMicrosLow: percentile(all('cpuMicros'), 0.25),
    cpuMicrosMax: cpu.max,
    ...(base !== undefined && { toNodeHttp: median(ratios(samples, base)) }),
    rps: Math.round(median(all('rps'))),
    p50: Math.round(median(all('p50'))),
    p99: Math.round(median(all('p99'))),
    p99Low: percentile(all('p99'), 0.25),
    p99High: percentile(all('p99'), 0.75),
    leftOut: mean(all('leftOut')),
    spans,
  };
}

/** Round by round: a machine that is slow for a while is slow for both. */
function ratios(samples: readonly Sample[], base: readonly Sample[]): number[] {
  const rounds = Math.min(samples.length, base.length);
  return samples
    .slice(0, rounds)
    .map(({ cpuMicros }, round) => cpuMicros / (base[round]?.cpuMicros ?? Number.NaN));
}
