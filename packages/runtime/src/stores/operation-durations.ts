import { metrics, type Attributes } from '@opentelemetry/api';
import type { Clock } from '../clock.ts';
import { databaseErrorType, instrument } from '../telemetry/index.ts';
import { version } from '../version.generated.ts';

/**
 * So many types of errors are told apart, each a series of its own for good: scripts of Redis and functions of PostgreSQL answer with
 * codes of their own. What comes after them is `_OTHER` (semantic conventions, `error.type`).
 */
const MOST_ERROR_TYPES = 50;

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
    .getMeter('@seaworthy/runtime/database', version)
    .createHistogram(...instrument('db_client_operation_duration_seconds'));
  const known = new Map<string, Attributes>();
  const errorTypes = new Set<string>();
  const typeOf = (error: unknown) => {
    const type = databaseErrorType(error);
    if (errorTypes.size < MOST_ERROR_TYPES) errorTypes.add(type);
    return errorTypes.has(type) ? type : '_OTHER';
  };
  return (operation) => {
    const begun = clock.now();
    return (error) => {
      const attributes = known.get(operation) ?? describe(operation);
      known.set(operation, attributes);
      durations.record(
        (clock.now() - begun) / 1000,
        error === undefined ? attributes : { ...attributes, 'error.type': typeOf(error) },
      );
    };
  };
}
