/** Paths on the admin port. `z` as in Kubernetes' own components (`/livez`, `/readyz`). */
export const ProbePath = {
  /** 200 once start has completed. */
  startup: '/startupz',
  /** 200 unless the main loop has stalled. */
  liveness: '/livez',
  /** 200 while the service should receive requests. */
  readiness: '/readyz',
} as const;

/** Other spellings that mean the same, for manifests written before. */
export const ProbeAlias = {
  '/healthz': ProbePath.liveness,
  '/ready': ProbePath.readiness,
} as const;

/** Path of the metrics scrape on the admin port. */
export const METRICS_PATH = '/metrics';
