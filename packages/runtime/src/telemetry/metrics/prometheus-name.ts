import type { MetricType } from './family.ts';

/** UCUM units to the words that Prometheus names carry. Others are left out of the name. */
const unitWords: Readonly<Record<string, string>> = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  GiBy: 'gibibytes',
  m: 'meters',
  V: 'volts',
  A: 'amperes',
  J: 'joules',
  W: 'watts',
  g: 'grams',
  Cel: 'celsius',
  Hz: 'hertz',
  '%': 'percent',
};

/** What an OpenTelemetry metric is called in Prometheus. */
export interface PrometheusName {
  readonly name: string;
  /** The unit that the name carries, if it does. */
  readonly unit?: string;
}

/**
 * Translates name and unit of an OpenTelemetry metric: other characters become underscores, the unit and then `_total`
 * of a counter or `_ratio` of a gauge of unit 1 are appended unless they stand there already; a `total` that a counter has is moved behind its unit, that of others is part of the name. Units in braces are
 * annotations and left out. Source: OpenTelemetry specification, compatibility/prometheus_and_openmetrics.md.
 */
export function prometheusName(name: string, ucum: string, type: MetricType): PrometheusName {
  const unit = unitWord(ucum, type);
  const clean = sanitize(name, /[^a-zA-Z0-9_:]+/g).replace(/_+/g, '_');
  const isCounter = type === 'counter';
  const base = isCounter ? clean.replace(/(?:^|_)total$/, '') : clean;
  const hasUnit = unit === undefined || base.replace(/_total$/, '').endsWith(`_${unit}`);
  const parts = [base, hasUnit ? '' : unit, isCounter ? 'total' : ''];
  return { name: parts.filter((part) => part !== '').join('_'), ...(unit !== undefined && { unit }) };
}

/**
 * An attribute's name as a label: `http.route` is `http_route`. A leading digit gets an underscore. `le` is taken: by it the
 * buckets of a histogram differ, and a label that stands twice makes the whole page unreadable.
 */
export function prometheusLabelName(attribute: string): string {
  const label = sanitize(attribute, /[^a-zA-Z0-9_]/g);
  if (label === 'le') return 'exported_le';
  // Names that begin with two underscores are Prometheus' own.
  return label.startsWith('__') ? `key${label}` : label;
}

function unitWord(ucum: string, type: MetricType): string | undefined {
  if (ucum === '1') return type === 'gauge' ? 'ratio' : undefined;
  const [numerator = '', denominator] = ucum.replace(/\{[^}]*\}/g, '').split('/');
  const word = unitWords[numerator];
  const per = denominator === undefined ? undefined : unitWords[denominator]?.replace(/s$/, '');
  return per === undefined ? word : `${word === undefined ? '' : `${word}_`}per_${per}`;
}

function sanitize(name: string, forbidden: RegExp): string {
  const clean = name.replace(forbidden, '_');
  return /^\d/.test(clean) ? `_${clean}` : clean;
}
