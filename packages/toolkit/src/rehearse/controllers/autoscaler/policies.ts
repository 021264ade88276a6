import type { ObjectOf } from '../../../model/index.ts';

type Behavior = NonNullable<NonNullable<ObjectOf<'HorizontalPodAutoscaler'>['spec']>['behavior']>;
type Rules = NonNullable<Behavior['scaleUp']>;
type Policy = NonNullable<Rules['policies']>[number];

/** What holds in a `behavior` that states no policies (pkg/apis/autoscaling/v2/defaults.go). */
const DEFAULT_UP: readonly Policy[] = [
  { type: 'Pods', value: 4, periodSeconds: 15 },
  { type: 'Percent', value: 100, periodSeconds: 15 },
];
const DEFAULT_DOWN: readonly Policy[] = [{ type: 'Percent', value: 100, periodSeconds: 15 }];

/**
 * How fast a `behavior` lets an autoscaler go up and down (podautoscaler/horizontal.go
 * calculateScaleUpLimitWithScalingRules, calculateScaleDownLimitWithBehaviors): each policy allows so much from what there was when its
 * period began, and of several the one that changes most holds, or by `selectPolicy` the one that changes least, or none at all.
 */
export class Policies {
  readonly #behavior: Behavior;
  #changes: { readonly at: number; readonly pods: number }[] = [];

  constructor(behavior: Behavior) {
    this.#behavior = behavior;
  }

  /** As far as it may go now from `current` to `wanted`. */
  towards(wanted: number, current: number, now: number): number {
    const { scaleUp, scaleDown } = this.#behavior;
    if (wanted > current)
      return Math.min(wanted, Math.max(current, this.#limit(1, scaleUp, DEFAULT_UP, current, now)));
    if (wanted < current)
      return Math.max(wanted, Math.min(current, this.#limit(-1, scaleDown, DEFAULT_DOWN, current, now)));
    return current;
  }

  /** It was scaled. */
  scaled(from: number, to: number, now: number): void {
    this.#changes.push({ at: now, pods: to - from });
  }

  #limit(
    direction: 1 | -1,
    rules: Rules | undefined,
    defaults: readonly Policy[],
    current: number,
    now: number,
  ): number {
    const { selectPolicy = 'Max', policies = defaults } = rules ?? {};
    if (selectPolicy === 'Disabled') return current;
    const proposed = policies.map(({ type, value, periodSeconds }) => {
      const changed = this.#changes
        .filter(({ at }) => at > now - periodSeconds * 1000)
        .reduce((sum, { pods }) => sum + pods, 0);
      const before = current - changed;
      if (type === 'Pods') return before + direction * value;
      // In this order: what binary fractions add to it is Kubernetes' too.
      const part = before * (1 + direction * (value / 100));
      return direction > 0 ? Math.ceil(part) : Math.trunc(part);
    });
    return (selectPolicy === 'Min') === direction > 0 ? Math.min(...proposed) : Math.max(...proposed);
  }
}
