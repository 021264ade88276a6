import { expect, test } from 'vitest';
import type { ProbeKind, ProbeOutcome } from '../events.ts';
import { kubernetesDecisions, VirtualClock } from '../testing/index.ts';
import { RestartBackoff } from './backoff.ts';
import { planPod, type Planned } from './plan.ts';
import { ProbeWorker } from './probes/index.ts';
import { resolvePodSpec } from './spec/index.ts';
import type { ContainerState } from './status/index.ts';

type ContainerFacts = readonly [name: string, role: string, state: string];

interface PodActions {
  readonly restartPolicy: 'Always' | 'OnFailure' | 'Never';
  /** Roles are `main`, `sidecar`, `init` and `init` with a policy of its own. Who has `started` has passed its startup probe. */
  readonly containers: readonly ContainerFacts[];
  readonly actions: 'end' | { readonly kill: readonly string[]; readonly start: readonly string[] };
}

function stateOf(words: string): ContainerState {
  const [first = '', second] = words.split(' ');
  if (words === 'never ran') return { kind: 'waiting', reason: 'PodInitializing' };
  if (first !== 'exited' && first !== 'OOMKilled') return { kind: 'running', id: '1', startedAt: 0 };
  const reason = first === 'OOMKilled' ? first : second === '0' ? 'Completed' : 'Error';
  return { kind: 'terminated', id: '1', exitCode: Number(second), reason, startedAt: 0, finishedAt: 0 };
}

function definitionOf([name, role]: ContainerFacts) {
  const [, own] = role.split(' ');
  return { name, ...(role === 'sidecar' ? { restartPolicy: 'Always' } : own && { restartPolicy: own }) };
}

test.each(kubernetesDecisions<PodActions>('pod-actions'))(
  'computePodActions, back-offs aside: %s',
  (_, { restartPolicy, containers, actions }) => {
    const spec = resolvePodSpec({
      restartPolicy,
      initContainers: containers.filter(([, role]) => role !== 'main').map(definitionOf),
      containers: containers.filter(([, role]) => role === 'main').map(definitionOf),
    });
    const planned = spec.containers.map((own, index): Planned => {
      const [, , words = ''] = containers[index] ?? [];
      const state = stateOf(words);
      return {
        spec: own,
        state,
        lastEnd: state.kind === 'terminated' ? state : undefined,
        restartCount: 0,
        started: words === 'started' || words === 'liveness failed',
        ready: false,
        failedProbe: (['liveness', 'startup'] as const).find((probe) => words === `${probe} failed`),
      };
    });
    const plan = planPod(planned);
    const found =
      plan.kind === 'end'
        ? plan.kind
        : { kill: plan.kill.map(({ name }) => name).toSorted(), start: plan.start };
    expect(found).toEqual(actions);
  },
);

interface Probing {
  readonly kind: ProbeKind;
  readonly initialDelaySeconds: number;
  readonly failureThreshold: number;
  readonly successThreshold: number;
  /** In each second: no container, one that has ended, or its ID, its age by its status, whether it has started, what a probe would find. */
  readonly steps: readonly string[];
  /** What holds after each, and how often was asked by then. */
  readonly results: readonly string[];
}

test.each(kubernetesDecisions<Probing>('probes'))(
  'doProbe: %s',
  async (_, { kind, steps, results, ...numbers }) => {
    const clock = new VirtualClock();
    let [holds, asked] = ['none', 0];
    const now = () => (steps[Math.floor(clock.now() / 1000)] ?? '').split(' ');
    const spec = {
      action: {},
      periodSeconds: 1,
      timeoutSeconds: 1,
      terminationGracePeriodSeconds: undefined,
      ...numbers,
    };
    const status = () => {
      const [id = '', age, phase] = now();
      if (id === '-') return { state: stateOf('never ran'), started: false };
      if (age === 'ended') return { state: { ...stateOf('exited 1'), id } as ContainerState, started: false };
      const startedAt = clock.now() - Number(age) * 1000;
      return { state: { kind: 'running', id, startedAt } as const, started: phase === 'started' };
    };
    const probe = () => {
      asked++;
      return Promise.resolve(now()[3] as ProbeOutcome);
    };
    const decided = (_id: string, result: string) => void (holds = result);
    const worker = new ProbeWorker(kind, spec, { status, isOver: () => false, probe, decided }, clock);
    const over = worker.run();
    const found: string[] = [];
    for (let second = 0; second < steps.length; second++) {
      await clock.advance(second === 0 ? 0 : 1000);
      found.push(`${holds} ${asked}`);
    }
    worker.stop();
    await over;
    expect(found).toEqual(results);
  },
);

interface Restarts {
  readonly ranSeconds: readonly number[];
  /** From each end to the start that follows it. */
  readonly waitSeconds: readonly number[];
}

test.each(kubernetesDecisions<Restarts>('restarts'))('doBackOff: %s', (_, { ranSeconds, waitSeconds }) => {
  const backoff = new RestartBackoff();
  let now = 0;
  const waits = ranSeconds.map((ran) => {
    const finishedAt = now + ran * 1000;
    now = backoff.restartAt(finishedAt);
    backoff.restarted(finishedAt, now);
    return (now - finishedAt) / 1000;
  });
  expect(waits).toEqual(waitSeconds);
});
