/** The formats that a scrape can ask for. */
export type ExpositionFormat = 'prometheus' | 'openmetrics';

/**
 * The format that an `Accept` header prefers (RFC 9110, 12.5.1). OpenMetrics must be asked for by name and in version
 * 1; whatever else is asked for gets the Prometheus text format, as Prometheus' own client libraries answer.
 */
export function negotiate(accept: string): ExpositionFormat {
  let openMetrics = 0;
  let text = 0;
  let other = 0;
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = qualityOf(parameters);
    if (type === 'application/openmetrics-text') {
      if (isVersion1(parameters)) openMetrics = Math.max(openMetrics, quality);
    } else if (type === 'text/plain') text = Math.max(text, quality);
    else if (type === 'text/*' || type === '*/*') other = Math.max(other, quality);
  }
  return openMetrics > 0 && openMetrics >= (text || other) ? 'openmetrics' : 'prometheus';
}

function isVersion1(parameters: readonly string[]): boolean {
  const version = parameters.find((parameter) => parameter.startsWith('version='));
  return version === undefined || version === 'version=1.0.0';
}

function qualityOf(parameters: readonly string[]): number {
  const q = parameters.find((parameter) => parameter.startsWith('q='));
  if (q === undefined) return 1;
  const quality = Number(q.slice(2));
  return Number.isFinite(quality) ? Math.min(1, Math.max(0, quality)) : 0;
}
