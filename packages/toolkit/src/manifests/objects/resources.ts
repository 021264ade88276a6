import type { ServiceContract } from '@seaworthy/contract';
import { formatBytes, parseQuantity, type Container } from '../../model/index.ts';
import { note, type Annotated } from '../text/index.ts';

const MiB = 2 ** 20;

/** Where a contract states none: what a small service of each language lives on. */
const defaultMemory = { node: '256Mi', go: '128Mi', other: '256Mi' } as const;
const DEFAULT_CPU_REQUEST = '100m';

/** What the container asks for and may use. */
export interface ResourcePlan {
  readonly memoryLimit: string | undefined;
  readonly memoryLimitBytes: number | undefined;
  readonly cpuLimit: string | undefined;
  readonly requirements: Annotated<NonNullable<Container['resources']>>;
}

/** Requests and limits, from the contract where it states them. */
export function planResources({ resources = {}, language }: ServiceContract): ResourcePlan {
  const { cpu, memory } = resources;
  const stated = 'As the contract says.';
  const start = 'A place to start: the contract states none (`resources`).';
  const memoryLimit = memory === undefined ? defaultMemory[language] : memory.limit;
  const memoryRequest = memory?.request ?? memoryLimit;
  const cpuRequest = cpu?.request ?? cpu?.limit ?? DEFAULT_CPU_REQUEST;
  return {
    memoryLimit,
    memoryLimitBytes: parseQuantity(memoryLimit),
    cpuLimit: cpu?.limit,
    requirements: {
      requests: {
        cpu: note(
          cpuRequest,
          `${cpu === undefined ? start : stated} The autoscaler's percentage is of this.`,
        ),
        memory: note(
          memoryRequest ?? defaultMemory[language],
          `${memory === undefined ? start : stated} ${memoryRequest === memoryLimit ? 'The same as the limit: what is used above a request is taken away first when the node runs short.' : ''}`.trim(),
        ),
        'ephemeral-storage': note(
          '64Mi',
          'Rotated logs count: 5 files of 10Mi are kept (kubelet containerLogMaxFiles, containerLogMaxSize).',
        ),
      },
      limits: {
        cpu: cpu?.limit === undefined ? undefined : note(cpu.limit, stated),
        memory:
          memoryLimit === undefined
            ? undefined
            : note(memoryLimit, `${memory === undefined ? start : stated} Above it the kernel kills.`),
        'ephemeral-storage': note(
          '1Gi',
          'Far above what logs and temporary files take; a runaway writer is evicted before it fills the node.',
        ),
      },
    },
  };
}

/** `0.9 × 128Mi` as GOMEMLIMIT writes it: `115MiB`. */
export function goMemoryLimit(limitBytes: number, share: number): string {
  return `${Math.floor((limitBytes * share) / MiB)}MiB`;
}

/** A share of a limit, in whole MiB, for people. */
export function shareOf(limitBytes: number, share: number): string {
  return formatBytes(Math.floor((limitBytes * share) / MiB) * MiB);
}
