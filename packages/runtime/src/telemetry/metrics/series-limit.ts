import { SCOPE_LABEL } from './family.ts';
import { LabelSet } from './label-set.ts';

/** The most series of one metric, unless it is told otherwise (OpenTelemetry specification, metrics/sdk.md, Cardinality limits). */
export const SERIES_LIMIT = 2000;

/** The labels of the series that is shared by all which find no place. That of a library is told by its scope, as its others. */
export function overflowOf({ attributes }: LabelSet): LabelSet {
  const { [SCOPE_LABEL]: scope } = attributes;
  return new LabelSet({ ...(scope !== undefined && { [SCOPE_LABEL]: scope }), 'otel.metric.overflow': true });
}
