import type { RunningContainer } from '../engines/index.ts';
import type { Pod } from '../kubelet/index.ts';
import type { ScenarioName } from '../scenario-names.ts';
import type { Stage } from '../scenarios/index.ts';
import type { OtlpReceiver } from '../stand-ins/index.ts';
import { ownContainer } from '../workload/index.ts';
import type { Cluster } from './cluster/cluster.ts';
import { blockEventLoop } from './event-loop/block.ts';
import type { ObservedEngine } from './observation/observed-engine.ts';
import type { Recorder } from './observation/recorder.ts';

/** What a stage is made of. */
export interface StageOptions extends Pick<
  Stage,
  | 'workload'
  | 'settings'
  | 'objects'
  | 'dependencies'
  | 'load'
  | 'request'
  | 'evict'
  | 'clock'
  | 'random'
  | 'signal'
> {
  readonly receiver: Pick<OtlpReceiver, 'spans'>;
  readonly cluster: Cluster;
  readonly engine: ObservedEngine;
  readonly recorder: Recorder;
}

/** The stage of one scenario. */
export function stageFor(scenario: ScenarioName, options: StageOptions): Stage {
  const { recorder, engine, receiver, cluster, ...given } = options;
  const { workload, signal } = given;
  const { controller: deployment } = cluster;
  const own = ownContainer(workload)?.name ?? '';
  const until: Stage['until'] = (condition, withinMs) => recorder.until(condition, withinMs, signal);
  return {
    ...given,
    deployment,
    get spans() {
      return receiver.spans;
    },
    until,
    events: recorder.events,
    step: (text) => recorder.note({ type: 'step', scenario, text }),
    measured: (what, value, pod) =>
      recorder.note({ type: 'measured', scenario, what, value, ...(pod !== undefined && { pod }) }),
    process: (pod, container = own) => engine.pods.get(pod.name)?.containers.get(container),
    stall: async (pod, what, atMostMs) => {
      const process = engine.pods.get(pod.name)?.containers.get(own);
      if (process === undefined) return 'it does not run';
      const stalled = what === 'event loop' ? await blockEventLoop(process, atMostMs) : pause(process);
      if (typeof stalled === 'string') return stalled;
      const note = (paused: boolean) =>
        recorder.note({ type: 'paused', pod: pod.name, container: own, paused, what });
      note(true);
      return {
        [Symbol.asyncDispose]: async () => {
          await stalled[Symbol.asyncDispose]();
          note(false);
        },
      };
    },
    restart: (change = (spec) => spec) =>
      deployment.apply({ ...workload.template, spec: change(workload.template.spec) }),
    complete: (withinMs) =>
      until(() => deployment.state === 'complete' && deployment.pods.every(isSettled), withinMs),
  };
}

function pause(process: RunningContainer): AsyncDisposable {
  process.pause(true);
  return {
    [Symbol.asyncDispose]: () => {
      process.pause(false);
      return Promise.resolve();
    },
  };
}

/** Nothing of it is on its way out: the next scenario must not meet the end of the last one. */
function isSettled({ status }: Pod): boolean {
  return status.ready && status.deletedAt === undefined;
}
