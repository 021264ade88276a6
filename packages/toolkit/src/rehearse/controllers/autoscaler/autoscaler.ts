import { parseQuantity, type ObjectOf } from '../../../model/index.ts';
import type { Clock, Timer } from '../../clock.ts';
import { isActive } from '../../deployment/index.ts';
import type { Note } from '../../events.ts';
import type { Pod } from '../../kubelet/index.ts';
import type { Controller } from '../controller.ts';
import { Policies } from './policies.ts';
import { meanUtilisation, readyUtilisations, recommendedReplicas, TOLERANCE } from './recommendation.ts';
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
  /** Without a `behavior` there is one limit, of going up. */
  readonly #policies: Policies | undefined;
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
    this.#policies = spec.behavior && new Policies(spec.behavior);
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
      this.#policies?.scaled(current, replicas, clock.now());
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
    const recommended = target && recommendedReplicas(current, pods, target, tolerancesOf(spec));
    // Nothing is remembered of such a look either (horizontal.go reconcileAutoscaler).
    if (recommended === undefined) return { replicas: current, reason: 'nothing is measured' };
    const stable = this.#stabilization.stabilize(current, recommended, clock.now());
    const wanted = Math.min(Math.max(stable, min), max);
    return {
      replicas:
        this.#policies?.towards(wanted, current, clock.now()) ?? Math.min(wanted, scaleUpLimit(current)),
      reason: `${meanUtilisation(readyUtilisations(pods))} % of the CPU requests used, ${target} % wanted`,
    };
  }

  /** Pods that are deleted or over are not looked at. */
  #pods() {
    const { controller, utilisation } = this.#options;
    return controller.pods.filter(isActive).map((pod) => ({
      ready: pod.status.ready,
      pending: pod.status.phase === 'Pending',
      utilisation: utilisation(pod),
    }));
  }
}

/** How far one look may go up without a `behavior`: to the double or to 4 (horizontal.go calculateScaleUpLimit). */
function scaleUpLimit(current: number): number {
  return Math.max(2 * current, 4);
}

/** Each direction's own (HPAConfigurableTolerance, on since 1.35), else the controller's. */
function tolerancesOf({ behavior }: AutoscalerSpec): { readonly up: number; readonly down: number } {
  const { scaleUp, scaleDown } = behavior ?? {};
  return {
    up: parseQuantity(scaleUp?.tolerance) ?? TOLERANCE,
    down: parseQuantity(scaleDown?.tolerance) ?? TOLERANCE,
  };
}

/** Undefined: metrics are stated, and none of them is the utilisation of CPU. */
function targetOf({ metrics = [] }: AutoscalerSpec): number | undefined {
  if (metrics.length === 0) return DEFAULT_TARGET;
  const cpu = metrics.filter(({ type, resource }) => type === 'Resource' && resource?.name === 'cpu');
  return cpu.map(({ resource }) => resource?.target.averageUtilization).find((it) => it !== undefined);
}
