import type { Clock } from '../../clock.ts';
import type { Controller } from '../../controllers/index.ts';
import type { RunningContainer } from '../../engines/index.ts';
import type { RehearsalEvent, StallKind } from '../../events.ts';
import type { SpanFact } from '../../evidence.ts';
import type { FindingName } from '../../findings.ts';
import type { Pod } from '../../kubelet/index.ts';
import type { ObjectStore } from '../../objects/index.ts';
import type { Random } from '../../random.ts';
import type { SingleAnswer } from '../../requests.ts';
import type { DependencyProxy } from '../../stand-ins/index.ts';
import type { SingleOptions } from '../../traffic/index.ts';
import type { LoadStep, RehearsalSettings, Workload } from '../../workload/index.ts';

/** What a scenario acts on. The workload is up, and the load runs. */
export interface Stage {
  readonly clock: Clock;
  readonly random: Random;
  /** Aborts when the rehearsal is broken off. */
  readonly signal: AbortSignal;
  readonly workload: Workload;
  readonly settings: RehearsalSettings;
  /** The Deployment or StatefulSet. */
  readonly deployment: Controller;
  readonly objects: ObjectStore;
  /** By the dependency's name. */
  readonly dependencies: ReadonlyMap<string, DependencyProxy>;
  /** All that happened so far. */
  readonly events: readonly RehearsalEvent[];
  /** All spans that arrived so far. */
  readonly spans: readonly SpanFact[];
  readonly load: LoadControl;
  /** Tells people what is done now. */
  step(text: string): void;
  /** Notes a figure or finding for the verdicts. */
  measured(what: FindingName, value: number | string | boolean, pod?: string): void;
  /** The main process of a container of a pod (default: the service's); undefined while it does not run. */
  process(pod: Pod, container?: string): RunningContainer | undefined;
  /**
   * Has all threads of a pod's first main container stand still, or its event loop alone, until it is disposed of. A string
   * says why that cannot be done.
   *
   * @param atMostMs when an event loop goes on in any case, in milliseconds
   */
  stall(pod: Pod, what: StallKind, atMostMs: number): Promise<AsyncDisposable | string>;
  /** Sends one request through the proxy, on a connection of its own. */
  request(step: LoadStep, options?: SingleOptions): Promise<SingleAnswer>;
  /** Deletes the pod if the PodDisruptionBudget allows it. */
  evict(pod: Pod): boolean;
  /**
   * Rolls out the workload's own template again, with some of it changed; a new pod for every old one. What an earlier
   * call changed is gone with the next one.
   */
  restart(change?: (spec: Workload['template']['spec']) => Workload['template']['spec']): void;
  /** Waits until the deployment is complete, or until `withinMs` are over. */
  complete(withinMs: number): Promise<boolean>;
  /** Waits until `condition` holds, looked at whenever something happens; false once `withinMs` are over. */
  until(condition: () => boolean, withinMs: number): Promise<boolean>;
}

/** Changes the load while it runs. */
export interface LoadControl {
  /** Requests a second, over all steps. */
  rate(perSecond: number): void;
  readonly perSecond: number;
  /** Resolves once all requests that are under way now are over, but for streams. */
  settled(): Promise<void>;
}
