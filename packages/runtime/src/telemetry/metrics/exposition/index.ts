import type { Family } from '../family.ts';
import { negotiate } from './negotiate.ts';
import { openMetrics, openMetricsType } from './open-metrics.ts';
import { prometheusText, prometheusTextType } from './prometheus-text.ts';

/** An answer to a scrape. */
export interface Exposition {
  readonly contentType: string;
  readonly body: string;
}

/** Writes metrics in the format that the scraper's `Accept` header prefers. */
export function expose(families: readonly Family[], accept: string): Exposition {
  return negotiate(accept) === 'openmetrics'
    ? { contentType: openMetricsType, body: openMetrics(families) }
    : { contentType: prometheusTextType, body: prometheusText(families) };
}
