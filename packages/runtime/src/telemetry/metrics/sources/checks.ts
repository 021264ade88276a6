import type { CheckStatus, EventBus } from '../../../events.ts';
import { LabelSet } from '../label-set.ts';
import { family, type MetricSource } from './source.ts';

/** What is known of one dependency check. */
interface Check {
  readonly critical: boolean;
  status: CheckStatus;
  /** How often it came to pass, and to fail. */
  readonly changes: Record<'passing' | 'failing', number>;
}

/** The outcome of each dependency check and how often it has changed. */
export function checksSource(bus: EventBus): MetricSource {
  const checks = new Map<string, Check>();
  const subscription = bus.on((event) => {
    if (event.type !== 'check') return;
    const known = checks.get(event.check);
    const check = known ?? {
      critical: event.critical,
      status: event.to,
      changes: { passing: 0, failing: 0 },
    };
    checks.set(event.check, check);
    check.status = event.to;
    if (event.to !== 'pending') check.changes[event.to]++;
  });
  return {
    name: 'checks',
    stop: subscription.clear,
    collect: () => [
      family(
        'seaworthy_check_passing',
        Array.from(checks, ([check, { critical, status }]) => ({
          labels: new LabelSet({ check, critical: String(critical) }),
          value: status === 'passing' ? 1 : 0,
        })),
      ),
      family(
        'seaworthy_check_changes_total',
        [...checks].flatMap(([check, { changes }]) =>
          Object.entries(changes).map(([to, value]) => ({ labels: new LabelSet({ check, to }), value })),
        ),
      ),
    ],
  };
}
