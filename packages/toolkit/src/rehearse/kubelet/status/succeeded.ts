import type { ContainerStatus } from './status.ts';

/**
 * Whether a container has ended well. For an init container, one that the kernel had to kill for memory has not, whatever
 * its exit code (kuberuntime isInitContainerFailed).
 */
export function hasSucceeded({ spec, state }: Pick<ContainerStatus, 'spec' | 'state'>): boolean {
  if (state.kind !== 'terminated' || state.exitCode !== 0) return false;
  return spec.role !== 'init' || state.reason !== 'OOMKilled';
}
