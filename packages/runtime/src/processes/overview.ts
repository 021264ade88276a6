import type { CheckResult } from '../probes/index.ts';
import type { Place } from './place.ts';

/** What the probes say of several processes. */
export interface Overview {
  /**
   * The worst result of each check among the processes that serve, and one for each process. A connection can't be kept
   * from one of several processes, so all that serve must be ready; one that does not serve accepts none, and matters
   * only when no other does.
   */
  readonly checks: readonly CheckResult[];
  /** What impairs the service; undefined: nothing. */
  readonly degraded: string | undefined;
  /** Why liveness fails; undefined: it does not. */
  readonly stalled: string | undefined;
}

type PlaceStatus = Pick<Place, 'number' | 'state' | 'since' | 'checks' | 'serving' | 'stalled'>;

const badness: Record<CheckResult['status'], number> = { passing: 0, pending: 1, failing: 2 };

/** Sums several processes up. */
export function overviewOf(places: readonly PlaceStatus[]): Overview {
  const serving = places.filter((place) => place.serving);
  const checks = [...worstOf(serving), ...places.map((place) => presence(place, serving.length === 0))];
  const failing = checks.filter(({ status }) => status === 'failing').map(({ name }) => name);
  return {
    checks,
    degraded: failing.length === 0 ? undefined : failing.join(', '),
    stalled: places.find(({ stalled }) => stalled !== undefined)?.stalled,
  };
}

function worstOf(places: readonly PlaceStatus[]): CheckResult[] {
  const worst = new Map<string, CheckResult>();
  for (const { number, checks } of places)
    for (const check of checks) {
      const known = worst.get(check.name);
      if (known !== undefined && badness[known.status] >= badness[check.status]) continue;
      const { error } = check;
      worst.set(check.name, error === undefined ? check : { ...check, error: `process ${number}: ${error}` });
    }
  return [...worst.values()];
}

function presence({ number, state, since, serving }: PlaceStatus, critical: boolean): CheckResult {
  const name = `process ${number}`;
  if (serving) return { name, critical, status: 'passing', since };
  return {
    name,
    critical,
    status: 'failing',
    since,
    error: state === 'absent' ? 'it is not running' : `it is ${state}`,
  };
}
