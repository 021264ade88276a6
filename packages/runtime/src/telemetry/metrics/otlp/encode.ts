import { version } from '../../../version.generated.ts';
import { keyValue, ProtobufWriter } from '../../otlp/index.ts';
import {
  countOf,
  isHistogram,
  SCOPE_LABEL,
  type Exemplar,
  type Family,
  type HistogramPoint,
  type MetricScope,
  type NumberPoint,
} from '../family.ts';
import type { Attributes } from '../label-set.ts';

/** `AGGREGATION_TEMPORALITY_CUMULATIVE`: since the start of the process, as Prometheus counts. */
const CUMULATIVE = 2;

/** The instrumentation scope of the runtime's own metrics. */
const OWN: MetricScope = { name: '@seaworthy/runtime', version };

/** Base units of Prometheus as UCUM writes them. */
const ucum: Readonly<Record<string, string>> = { seconds: 's', bytes: 'By', ratio: '1', cores: '{cpu}' };

/** When the figures were taken, in milliseconds since the Unix epoch. */
export interface TimeSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * Encodes metrics as an `ExportMetricsServiceRequest` in protobuf. Field numbers are those of opentelemetry-proto 1.x,
 * metrics/v1/metrics.proto. `target_info` is left out: it is the resource.
 */
export function encodeMetrics(families: readonly Family[], resource: Attributes, time: TimeSpan): Uint8Array {
  const writer = new ProtobufWriter();
  const resourceMetrics = writer.open(1);
  message(writer, 1, () => attributes(writer, 1, resource));
  const told = families.filter(({ name }) => name !== 'target_info').flatMap(apart);
  for (const group of Map.groupBy(told, keyOfScope).values()) scopeMetrics(writer, group, time);
  writer.close(resourceMetrics);
  return writer.finish();
}

/**
 * A family for each scope that its points name, of which it has none without points. In Prometheus libraries that measure the same share
 * one, and a label tells them apart; without it two points of one metric would be of the same series.
 */
function apart(family: Family): Family[] {
  const { name } = scopeOf(family);
  const groups = Map.groupBy(family.points, ({ labels: { attributes } }) => {
    const told = attributes[SCOPE_LABEL];
    return typeof told === 'string' && told !== '' ? told : name;
  });
  return Array.from(groups, ([of, points]) => ({
    ...family,
    points,
    ...(of !== name && { scope: { name: of } }),
  }));
}

function scopeOf({ scope = OWN }: Family): MetricScope {
  return scope;
}

/** One for each name and version: scopes that another process tells of are other objects. */
function keyOfScope(family: Family): string {
  const { name, version = '' } = scopeOf(family);
  return `${name}\0${version}`;
}

/** Metrics of one scope, of which there is one at least. */
function scopeMetrics(writer: ProtobufWriter, families: readonly Family[], time: TimeSpan): void {
  message(writer, 2, () => {
    const { name, version = '' } = families[0] === undefined ? OWN : scopeOf(families[0]);
    message(writer, 1, () => {
      writer.string(1, name);
      if (version !== '') writer.string(2, version);
    });
    for (const family of families) metric(writer, family, time);
  });
}

function metric(writer: ProtobufWriter, family: Family, time: TimeSpan): void {
  const { name, help, type, unit = '', otel, points } = family;
  message(writer, 2, () => {
    writer.string(1, otel?.name ?? name);
    writer.string(2, help);
    writer.string(3, otel?.unit ?? ucum[unit] ?? '');
    if (type === 'histogram')
      message(writer, 9, () => {
        for (const point of points) if (isHistogram(point)) histogramPoint(writer, point, time);
        writer.varint(2, CUMULATIVE);
      });
    else {
      const isMonotonic = type === 'counter';
      const isSum = isMonotonic || otel?.additive === true;
      message(writer, isSum ? 7 : 5, () => {
        for (const point of points) if (!isHistogram(point)) numberPoint(writer, point, time);
        if (isSum) writer.varint(2, CUMULATIVE);
        if (isMonotonic) writer.varint(3, 1);
      });
    }
  });
}

function numberPoint(writer: ProtobufWriter, { labels, value }: NumberPoint, time: TimeSpan): void {
  message(writer, 1, () => {
    writer.unixNano(2, time.start);
    writer.unixNano(3, time.end);
    writer.double(4, value);
    attributes(writer, 7, labels.attributes);
  });
}

function histogramPoint(writer: ProtobufWriter, point: HistogramPoint, time: TimeSpan): void {
  const { labels, bounds, counts, sum, exemplars = [] } = point;
  message(writer, 1, () => {
    writer.unixNano(2, time.start);
    writer.unixNano(3, time.end);
    writer.raw(fixed64(4, countOf(point)));
    writer.double(5, sum);
    // Packed, in the byte order of protobuf, which is that of every machine that Node runs on.
    writer.bytes(6, new Uint8Array(BigUint64Array.from(Array.from(counts, BigInt)).buffer));
    writer.bytes(7, new Uint8Array(Float64Array.from(bounds).buffer));
    for (const one of exemplars) if (one !== undefined) exemplar(writer, one);
    attributes(writer, 9, labels.attributes);
  });
}

function exemplar(writer: ProtobufWriter, { traceId, spanId, value, timestamp }: Exemplar): void {
  message(writer, 8, () => {
    writer.unixNano(2, timestamp);
    writer.double(3, value);
    writer.hex(4, spanId);
    writer.hex(5, traceId);
  });
}

function attributes(writer: ProtobufWriter, field: number, values: Attributes): void {
  // The scope stands before its metrics.
  for (const [key, value] of Object.entries(values))
    if (key !== SCOPE_LABEL) keyValue(writer, field, key, value);
}

function message(writer: ProtobufWriter, field: number, write: () => void): void {
  const start = writer.open(field);
  write();
  writer.close(start);
}

/** A `fixed64` field of a number below 16: its tag and eight bytes. */
function fixed64(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(9);
  bytes[0] = (field << 3) | 1;
  bytes.writeBigUInt64LE(BigInt(value), 1);
  return bytes;
}
