import type { ProbeKind } from '../../events.ts';

/** What holds of a container by its probes' thresholds. */
export type Result = 'success' | 'failure' | 'unknown';

/** What holds of a new container until its probes have decided (pkg/kubelet/prober/worker.go newWorker). */
export const initialResults: Readonly<Record<ProbeKind, Result>> = {
  startup: 'unknown',
  liveness: 'success',
  readiness: 'failure',
};
