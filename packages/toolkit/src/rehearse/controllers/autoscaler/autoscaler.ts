import type { ObjectOf } from '../../../model/index.ts';
import type { Clock, Timer } from '../../clock.ts';
import type { Note } from '../../events.ts';
import type { Pod } from '../../kubelet/index.ts';
import type { Controller } from '../controller.ts';
import { meanUtilisation, readyUtilisations, recommendedReplicas } from './recommendation.ts';
import { Stabilization } from './stabilization.ts';

type AutoscalerSpec = NonNullable<ObjectOf<'HorizontalPodAutoscaler'>['spec']>;

/** An autoscaler to rehearse. */
export interface AutoscalerOptions {
  readonly spec: AutoscalerSpec;
  readonly controller: Pick<Controller, 'pods' | 'replicas' | 'scale'>;
  /** CPU that a pod uses, in percent of what its containers request; undefined while it is not measured. */
  readonly utilisation: (pod: Pod) => number | undefined;
  readonly clock: Clock;
  readonly note: Note;
}

/** Between two looks (--horizontal-pod-autoscaler-sync-period). */
const SYNC_MS = 15_000;
/** Default window in which the highest recommendation holds (--horizontal-pod-autoscaler-downscale-stabilization). */
const DOWN_WINDOW_SECONDS = 300;
/** An HPA without a stated metric aims at this (pkg/apis/autoscaling/v2/defaults.go). */
const DEFAULT_TARGET = 80;

/** Scales a controller by the CPU that its pods use (pkg/controller/podautoscaler/horizontal.go), until it is stopped. */
export class Autoscaler {
  readonly #options: AutoscalerOptions;
  readonly #stabilization: Stabilization;
  #timer: Timer | undefined;

  /** Looks for the first time at once. */
  constructor(options: AutoscalerOptions) {
    this.#options = options;
    const { spec, controller, clock } = options;
    const { scaleDown, scaleUp } = spec.behavior ?? {};
    const windows = {
      downMs: (scaleDown?.stabilizationWindowSeconds ?? DOWN_WINDOW_SECONDS) * 1000,
      upMs: spec.behavior && (scaleUp?.stabilizationWindowSeconds ?? 0) * 1000,
    };
    this.#stabilization = new Stabilization(windows, controller.replicas, clock.now());
    this.#look();
  }

  stop(): void {
    this.#timer?.clear();
  }

  #look(): void {
    const { controller, clock, note } = this.#options;
    const current = controller.replicas;
    const { replicas, reason } = this.#decide(current);
    if (replicas !== current) {
      note({ type: 'autoscaled', from: current, to: replicas, reason });
      controller.scale(replicas);
    }
    this.#timer = clock.after(SYNC_MS, () => this.#look());
  }

  /** Outside its bounds it goes there at once; nothing is scaled from or to 0. */
  #decide(current: number): { replicas: number; reason: string } {
    const { spec, clock } = this.#options;
    const { minReplicas: min = 1, maxReplicas: max } = spec;
    if (current === 0) return { replicas: 0, reason: 'autoscaling is off at 0 replicas' };
    if (current > max) return { replicas: max, reason: `more than maxReplicas ${max}` };
    if (current < min) return { replicas: min, reason: `fewer than minReplicas ${min}` };
    const target = targetOf(spec);
    const pods = this.#pods();
    const recommended = target && recommendedReplicas(current, pods, target);
    // Nothing is remembered of such a look either (horizontal.go reconcileAutoscaler).
    if (recommended === undefined) return { replicas: current, reason: 'nothing is measured' };
    const stable = this.#stabilization.stabilize(current, recommended, clock.now());
    return {
      replicas: Math.min(Math.max(stable, min), max, scaleUpLimit(current, spec)),
      reason: `${meanUtilisation(readyUtilisations(pods))} % of the CPU requests used, ${target} % wanted`,
    };
  }

  /** Pods that are deleted or over are not looked at. */
  #pods() {
    const { controller, utilisation } = this.#options;
    return controller.pods
      .filter(
        ({ status }) =>
          status.deletedAt === undefined && status.phase !== 'Failed' && status.phase !== 'Succeeded',
      )
      .map((pod) => ({ ready: pod.status.ready, utilisation: utilisation(pod) }));
  }
}

/**
 * How far one look may go up: to the double or to 4; with a `behavior`, whose defaults are another rule, to the double or by
 * 4 (horizontal.go calculateScaleUpLimit; autoscaling/v2 defaults.go).
 */
function scaleUpLimit(current: number, { behavior }: AutoscalerSpec): number {
  return Math.max(2 * current, behavior === undefined ? 4 : current + 4);
}

/** Undefined: metrics are stated, and none of them is the utilisation of CPU. */
function targetOf({ metrics = [] }: AutoscalerSpec): number | undefined {
  if (metrics.length === 0) return DEFAULT_TARGET;
  const cpu = metrics.filter(({ type, resource }) => type === 'Resource' && resource?.name === 'cpu');
  return cpu.map(({ resource }) => resource?.target.averageUtilization).find((it) => it !== undefined);
}
