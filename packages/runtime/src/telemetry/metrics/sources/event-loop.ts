import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Clock } from '../../../clock.ts';
import { byLabel, single, type MetricSource } from './source.ts';

/**
 * How often a monitor looks, in milliseconds. Node's default is 10, which wakes an idle process a hundred times a second:
 * with two monitors that is a hundredth of a core, of which a pod may have a tenth. At 100 a delay is measured as exactly,
 * and one that is shorter than that is met as often as it takes of the time.
 */
const RESOLUTION_MS = 100;

/** Each monitor is started anew after this long, in turn. */
const WINDOW_MS = 30_000;

/** What is used of perf_hooks' IntervalHistogram. Nanoseconds. */
export interface DelayMonitor {
  readonly max: number;
  readonly count: number;
  percentile(percentile: number): number;
  reset(): void;
  enable(): void;
  disable(): void;
}

/**
 * Delay and busy time of the event loop. A histogram that is reset by the scrape shows each of several scrapers only a
 * part of what happened. So there are two, started anew in turn by the clock: the older one holds the last 30 to 60
 * seconds, for whoever asks.
 */
export function eventLoopSource(
  clock: Clock,
  monitor: () => DelayMonitor = () => monitorEventLoopDelay({ resolution: RESOLUTION_MS }),
): MetricSource {
  let older = monitor();
  let younger = monitor();
  older.enable();
  younger.enable();
  let turn = clock.after(WINDOW_MS, takeTurns);
  function takeTurns() {
    [older, younger] = [younger, older];
    younger.reset();
    turn = clock.after(WINDOW_MS, takeTurns);
  }
  return {
    name: 'event loop',
    collect: () => [
      single('nodejs_eventloop_lag_p50_seconds', delay(older, older.percentile(50))),
      single('nodejs_eventloop_lag_p99_seconds', delay(older, older.percentile(99))),
      single('nodejs_eventloop_lag_max_seconds', delay(older, older.max)),
      busyTime(),
    ],
    stop() {
      turn.clear();
      older.disable();
      younger.disable();
    },
  };
}

/** A monitor measures from one of its timers to the next, so its own period is part of every value. */
function delay(monitor: DelayMonitor, nanoseconds: number): number {
  return monitor.count === 0 ? 0 : Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1e3);
}

function busyTime() {
  const { active, idle } = performance.eventLoopUtilization();
  return byLabel('nodejs_eventloop_time_seconds_total', 'nodejs.eventloop.state', [
    ['active', active / 1e3],
    ['idle', idle / 1e3],
  ]);
}
