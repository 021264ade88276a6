/** Shutdown figures, in seconds. */
export const ShutdownDefault = {
  /** Kubernetes' own default of terminationGracePeriodSeconds (pkg/apis/core/v1/defaults.go). */
  gracePeriodSeconds: 30,
  /** No preStop hook: a process that drains by itself needs none. */
  preStopSeconds: 0,
  /** In Kubernetes: covers endpoint removal seen by every kube-proxy (0.2–2 s as a rule) with room. */
  drainDelaySeconds: 5,
  /** Kept back so that the last line of the log is out before SIGKILL. */
  marginSeconds: 1,
} as const;
