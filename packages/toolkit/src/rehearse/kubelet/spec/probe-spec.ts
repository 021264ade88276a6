import type { Probe } from '../../../model/index.ts';

/** A probe with every default filled in. Times are in seconds, as in a manifest. */
export interface ProbeSpec {
  /** What is asked: `exec`, `httpGet`, `tcpSocket` or `grpc`. */
  readonly action: Probe;
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
  /** What the container gets when this probe ends it. Default: what the pod says. */
  readonly terminationGracePeriodSeconds: number | undefined;
}

/** Fills in the defaults, which stand for 0 too (pkg/apis/core/v1/defaults.go SetDefaults_Probe). */
export function resolveProbe(probe: Probe): ProbeSpec {
  return {
    action: probe,
    initialDelaySeconds: probe.initialDelaySeconds ?? 0,
    periodSeconds: probe.periodSeconds || 10,
    timeoutSeconds: probe.timeoutSeconds || 1,
    successThreshold: probe.successThreshold || 1,
    failureThreshold: probe.failureThreshold || 3,
    terminationGracePeriodSeconds: probe.terminationGracePeriodSeconds,
  };
}
