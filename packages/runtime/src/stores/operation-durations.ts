import { metrics, type Attributes } from '@opentelemetry/api';
import type { Clock } from '../clock.ts';
import { errorType } from '../telemetry/index.ts';

/** The buckets that the semantic conventions advise for calls to databases, in seconds. */
const bounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/** Begins to measure a call; what it returns is to be called at the call's end, with the error of one that failed. */
export type MeasureOperation = (operation: string) => (error?: unknown) => void;

/**
 * Measures calls to a database as `db.client.operation.duration`, by OpenTelemetry’s semantic conventions for databases.
 * All databases share the instrument, as a metric has one description.
 *
 * @param describe the attributes of an operation, such as `SELECT`; asked once for each
 */
export function measureOperations(
  clock: Clock,
  describe: (operation: string) => Attributes,
): MeasureOperation {
  const durations = metrics
    .getMeter('@seaworthy/runtime/database')
    .createHistogram('db.client.operation.duration', {
      description: 'Duration of database client operations.',
      unit: 's',
      advice: { explicitBucketBoundaries: bounds },
    });
  const known = new Map<string, Attributes>();
  return (operation) => {
    const begun = clock.now();
    return (error) => {
      const attributes = known.get(operation) ?? describe(operation);
      known.set(operation, attributes);
      durations.record(
        (clock.now() - begun) / 1000,
        error === undefined ? attributes : { ...attributes, 'error.type': errorType(error) },
      );
    };
  };
}
