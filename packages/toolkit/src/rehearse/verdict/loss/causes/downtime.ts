import type { Evidence } from '../../../evidence.ts';
import type { RequestRecord } from '../../../requests.ts';
import type { LossFault } from '../loss.ts';

/** Why no proxy had an endpoint for a request: the way in which the pods are replaced. */
export function downtimeCause({ fate }: RequestRecord, { workload }: Evidence): LossFault {
  if (fate === 'status') return 'server-errors';
  return workload.strategy === 'Recreate' ? 'recreate-downtime' : 'surge-downtime';
}
