import type { CheckStatus } from '../../events.ts';

/** How many equal results in a row change a check's status. */
export interface Thresholds {
  /** Failures in a row that turn `passing` into `failing`. */
  readonly failureThreshold: number;
  /** Successes in a row that turn `failing` into `passing`. */
  readonly successThreshold: number;
}

/** A status, and how many results in a row have spoken against it. */
export interface Damped {
  readonly status: CheckStatus;
  readonly against: number;
}

/** Before the first result. */
export const undecided: Damped = { status: 'pending', against: 0 };

/**
 * The status after one more result. The first result decides at once; later ones must repeat, as the kubelet's own
 * thresholds ask (pkg/kubelet/prober/worker.go), so that one lost packet doesn't take every replica out of service.
 */
export function observe(damped: Damped, passed: boolean, thresholds: Thresholds): Damped {
  const status = passed ? 'passing' : 'failing';
  if (damped.status === 'pending') return { status, against: 0 };
  if (damped.status === status) return { status, against: 0 };
  const against = damped.against + 1;
  const needed = passed ? thresholds.successThreshold : thresholds.failureThreshold;
  return against >= needed ? { status, against: 0 } : { status: damped.status, against };
}
