import { atOnce, parseQuantity, type Container, type PodSpec } from '../../../model/index.ts';
import { roundUp } from '../round-up.ts';

/** CPU and memory. */
interface Amounts {
  readonly cpuMilli: number | undefined;
  /** Bytes, whole ones: no cgroup takes others. */
  readonly memory: number | undefined;
}

/** What a container or a pod is limited to, and what it asks for. */
interface Resources {
  readonly limits: Amounts;
  readonly requests: Amounts;
}

/** Those of a container. Requests default to limits (pkg/apis/core/v1/defaults.go SetDefaults_Pod). */
export function amountsOf({ resources = {} }: Pick<Container, 'resources'>): Resources {
  const limits = amounts(resources.limits);
  const { cpuMilli = limits.cpuMilli, memory = limits.memory } = amounts(resources.requests);
  return { limits, requests: { cpuMilli, memory } };
}

/**
 * Those that a pod states for all of its containers together. A request that it does not state is what they ask for, and where they
 * ask for nothing its limit (defaults.go setDefaultPodLevelRequests).
 */
export function amountsOfPod(spec: PodSpec): Resources {
  const limits = amounts(spec.resources?.limits);
  const stated = amounts(spec.resources?.requests);
  const sum = (name: keyof Amounts) => atOnce(spec, (it) => amountsOf(it).requests[name] ?? 0);
  return {
    limits,
    requests: {
      cpuMilli: stated.cpuMilli ?? (sum('cpuMilli') || limits.cpuMilli),
      memory: stated.memory ?? (sum('memory') || limits.memory),
    },
  };
}

/** Whether a pod states any for all of its containers together (component-helpers resource IsPodLevelResourcesSet). */
export function statesWhole({ resources = {} }: PodSpec): boolean {
  return [resources.limits, resources.requests].some((it) =>
    Object.values(amounts(it)).some((amount) => amount !== undefined),
  );
}

function amounts(stated: NonNullable<Container['resources']>['limits'] = {}): Amounts {
  const amount = (name: string, scale: number) => {
    const quantity = parseQuantity(stated[name]);
    return quantity === undefined ? undefined : roundUp(quantity, scale);
  };
  return { cpuMilli: amount('cpu', 1000), memory: amount('memory', 1) };
}
