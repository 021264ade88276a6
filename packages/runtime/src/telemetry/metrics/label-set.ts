import type { AttributeValue } from '../tracing/span/index.ts';
import { escapeLabelValue } from './exposition/escape.ts';
import { prometheusLabelName } from './prometheus-name.ts';

/** OpenTelemetry attributes by name. What is no text stays what it is for OTLP, and is text in Prometheus. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/**
 * What tells one series of a metric from another. Kept from one scrape to the next, so that the text is written once.
 */
export class LabelSet {
  /** No labels. */
  static readonly none = new LabelSet({});

  /** By their OpenTelemetry names, `http.route`. */
  readonly attributes: Attributes;
  #text: string | undefined;

  constructor(attributes: Attributes) {
    this.attributes = attributes;
  }

  /** As Prometheus writes them between the braces, `http_route="/users/:id",http_request_method="GET"`. */
  get text(): string {
    this.#text ??= labelText(this.attributes);
    return this.#text;
  }
}

/**
 * An attribute without a name is none (OpenTelemetry, common/README.md, Attribute), and would be no line that Prometheus reads.
 * Attributes whose names become the same label are joined by `;` in the order of their names: OpenTelemetry,
 * compatibility/prometheus_and_openmetrics.md, Metric Attributes.
 */
function labelText(attributes: Attributes): string {
  const values = new Map<string, string>();
  for (const name of Object.keys(attributes).toSorted()) {
    if (name === '') continue;
    const label = prometheusLabelName(name);
    const before = values.get(label);
    const value = text(attributes[name] ?? '');
    values.set(label, before === undefined ? value : `${before};${value}`);
  }
  return [...values].map(([label, value]) => `${label}="${escapeLabelValue(value)}"`).join(',');
}

/** What is not a string is written as JSON, as OpenTelemetry's specification asks of formats that know only strings. */
function text(value: AttributeValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
