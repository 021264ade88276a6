import type { PodSpec } from '../../model/index.ts';
import type { Happening, RehearsalEvent } from '../events.ts';
import { Kubelet, type KubeletOptions, type PodWorker } from '../kubelet/index.ts';
import { seededRandom } from '../random.ts';
import { ScriptedEngine, type ContainerScript } from './scripted-engine.ts';
import { VirtualClock } from './virtual-clock.ts';

type Event<Type extends Happening['type']> = Extract<RehearsalEvent, { readonly type: Type }>;

/** A kubelet on a virtual clock whose containers follow a script, with everything that happened. */
interface TestCluster {
  readonly clock: VirtualClock;
  readonly engine: ScriptedEngine;
  readonly kubelet: Kubelet;
  readonly events: readonly RehearsalEvent[];
  readonly note: KubeletOptions['note'];
  /** Runs a pod with the name `pod`. */
  readonly run: (spec: PodSpec) => PodWorker;
  /** Events of one type, oldest first. */
  readonly of: <Type extends Happening['type']>(type: Type) => Event<Type>[];
}

/**
 * A kubelet to test. Unless told otherwise it hears of deletions at once and looks at its containers at each full
 * second, so that times in tests are whole.
 *
 * @param scripts what each container does; the same for all, or by container and restart
 */
export function testCluster(
  scripts: ContainerScript | ((container: string, restartCount: number, pod: string) => ContainerScript) = {},
  options: Partial<KubeletOptions> & { readonly seed?: number } = {},
): TestCluster {
  const clock = new VirtualClock();
  const events: RehearsalEvent[] = [];
  const note = (happening: Happening) => void events.push({ ...happening, at: clock.now() });
  const engine = new ScriptedEngine(clock, (pod, container, restartCount) =>
    typeof scripts === 'function' ? scripts(container, restartCount, pod) : scripts,
  );
  const kubelet = new Kubelet({
    clock,
    engine,
    note,
    random: seededRandom(options.seed ?? 1),
    deletionLagMs: [0, 0],
    relistPhaseMs: 0,
    fault: (error) => {
      throw error;
    },
    ...options,
  });
  return {
    clock,
    engine,
    kubelet,
    events,
    note,
    run: (spec) => kubelet.run({ name: 'pod', revision: 1, spec }),
    of: (type) => events.filter((event): event is Event<typeof type> => event.type === type),
  };
}
