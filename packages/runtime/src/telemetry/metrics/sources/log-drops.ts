import { single, type MetricSource } from './source.ts';

/** How many log lines were lost so far. */
export function logDropsSource(lost: () => number): MetricSource {
  return { name: 'log drops', collect: () => [single('seaworthy_log_lines_dropped_total', lost())] };
}
