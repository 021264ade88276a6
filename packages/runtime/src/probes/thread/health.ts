import type { CheckResult } from '../checks/index.ts';
import type { Liveness } from './liveness.ts';
import { serves, type SharedState } from './shared-state.ts';

/** One of the three questions that the kubelet asks. */
export type ProbeName = 'startup' | 'liveness' | 'readiness';

/** The answer to a probe. `reason` is one short line. */
export interface Verdict {
  readonly ok: boolean;
  readonly reason: string;
}

/** The answers at one moment. */
export type Health = Readonly<Record<ProbeName, Verdict>>;

const ok: Verdict = { ok: true, reason: 'ok' };

/**
 * Decides all three probes. Liveness knows nothing of draining or dependencies: only a stall fails it, of this process or,
 * as `elsewhere` says, of another that serves with it.
 */
export function assess(
  shared: Pick<SharedState, 'state' | 'started' | 'checksPass'>,
  { alive, stalledMs }: Liveness,
  checks: readonly CheckResult[],
  elsewhere?: string,
): Health {
  const stalled = refuse(`the main loop has been stalled for ${Math.round(stalledMs)} ms`);
  const liveness = !alive ? stalled : elsewhere === undefined ? ok : refuse(elsewhere);
  const startup = shared.started ? ok : refuse(`the service is ${shared.state}`);
  return { startup, liveness, readiness: readiness() };

  function readiness(): Verdict {
    if (!serves(shared.state)) return refuse(`the service is ${shared.state}`);
    // A loop that doesn't turn can't answer requests either.
    if (!alive) return stalled;
    return shared.checksPass ? ok : refuse(`waiting for ${culprits(checks)}`);
  }
}

function refuse(reason: string): Verdict {
  return { ok: false, reason };
}

function culprits(checks: readonly CheckResult[]): string {
  const names = checks
    .filter(({ critical, status }) => critical && status !== 'passing')
    .map(({ name }) => name);
  return names.join(', ') || 'a dependency';
}
