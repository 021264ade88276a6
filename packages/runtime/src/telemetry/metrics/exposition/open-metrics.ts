import { familyNameOf, isHistogram, type Exemplar, type Family } from '../family.ts';
import { escapeLabelValue } from './escape.ts';
import { formatNumber } from './number.ts';
import { histogramLines, series } from './prometheus-text.ts';

/** The media type that tells a scraper how to read {@link openMetrics}. */
export const openMetricsType = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/**
 * Metrics in OpenMetrics 1.0, with the exemplars that the older format has no place for. `_created`, which is
 * optional, is left out: Prometheus stores it as one more series for each counter and histogram.
 */
export function openMetrics(families: readonly Family[]): string {
  let text = '';
  for (const family of families) {
    if (family.points.length === 0) continue;
    const { name, help, type, unit } = family;
    const familyName = familyNameOf(family);
    text += `# TYPE ${familyName} ${type}\n`;
    // The family's name must end in its unit; an info has none (OpenMetrics 1.0, MetricFamily, Unit).
    if (unit !== undefined && familyName.endsWith(`_${unit}`)) text += `# UNIT ${familyName} ${unit}\n`;
    text += `# HELP ${familyName} ${escapeLabelValue(help)}\n`;
    for (const point of family.points)
      text += isHistogram(point)
        ? histogramLines(name, point, (bucket) => exemplarText(point.exemplars?.[bucket]))
        : `${series(name, point.labels.text)} ${formatNumber(point.value)}\n`;
  }
  return `${text}# EOF\n`;
}

function exemplarText(exemplar: Exemplar | undefined): string {
  if (exemplar === undefined) return '';
  const { traceId, spanId, value, timestamp } = exemplar;
  return ` # {trace_id="${traceId}",span_id="${spanId}"} ${formatNumber(value)} ${(timestamp / 1000).toFixed(3)}`;
}
