import { countOf, isHistogram, type Family, type HistogramPoint } from '../family.ts';
import { escapeHelp } from './escape.ts';
import { formatBound, formatNumber } from './number.ts';

/** The media type that tells a scraper how to read {@link prometheusText}. */
export const prometheusTextType = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Metrics in the Prometheus text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). State sets and
 * infos, which it does not know, are gauges.
 */
export function prometheusText(families: readonly Family[]): string {
  let text = '';
  for (const family of families) {
    if (family.points.length === 0) continue;
    text += `# HELP ${family.name} ${escapeHelp(family.help)}\n# TYPE ${family.name} ${typeName(family)}\n`;
    for (const point of family.points)
      text += isHistogram(point)
        ? histogramLines(family.name, point)
        : `${series(family.name, point.labels.text)} ${formatNumber(point.value)}\n`;
  }
  return text;
}

/** A metric's name with its labels. */
export function series(name: string, labels: string): string {
  return labels === '' ? name : `${name}{${labels}}`;
}

/** The lines of a distribution. `suffix` gives what follows a bucket's count, such as its exemplar. */
export function histogramLines(
  name: string,
  point: HistogramPoint,
  suffix: (bucket: number) => string = () => '',
): string {
  const { labels, bounds, counts } = point;
  const prefix = labels.text === '' ? `${name}_bucket{le="` : `${name}_bucket{${labels.text},le="`;
  let text = '';
  let below = 0;
  for (let bucket = 0; bucket < bounds.length; bucket++) {
    below += counts[bucket] ?? 0;
    text += `${prefix}${formatBound(bounds[bucket] ?? Infinity)}"} ${below}${suffix(bucket)}\n`;
  }
  const count = countOf(point);
  text += `${prefix}+Inf"} ${count}${suffix(bounds.length)}\n`;
  text += `${series(`${name}_sum`, labels.text)} ${formatNumber(point.sum)}\n`;
  return `${text}${series(`${name}_count`, labels.text)} ${count}\n`;
}

function typeName({ type }: Family): string {
  return type === 'stateset' || type === 'info' ? 'gauge' : type;
}
