import { isHistogram, type Family, type HistogramPoint } from '../family.ts';
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
  { labels, bounds, counts, sum }: HistogramPoint,
  suffix?: (bucket: number) => string,
): string {
  const prefix = labels.text === '' ? `${name}_bucket{` : `${name}_bucket{${labels.text},`;
  const ends = boundLabels(bounds);
  let text = '';
  let count = 0;
  for (let bucket = 0; bucket < ends.length; bucket++) {
    count += counts[bucket] ?? 0;
    text += `${prefix}${ends[bucket]}${count}${suffix?.(bucket) ?? ''}\n`;
  }
  text += `${series(`${name}_sum`, labels.text)} ${formatNumber(sum)}\n`;
  return `${text}${series(`${name}_count`, labels.text)} ${count}\n`;
}

const knownBounds = new WeakMap<readonly number[], readonly string[]>();

/** `le="0.1"} ` for each bucket. Kept, since all series of a metric share their bounds and a scrape writes thousands. */
function boundLabels(bounds: readonly number[]): readonly string[] {
  const known = knownBounds.get(bounds);
  if (known !== undefined) return known;
  const labels = [...bounds, Infinity].map((bound) => `le="${formatBound(bound)}"} `);
  knownBounds.set(bounds, labels);
  return labels;
}

function typeName({ type }: Family): string {
  return type === 'stateset' || type === 'info' ? 'gauge' : type;
}
