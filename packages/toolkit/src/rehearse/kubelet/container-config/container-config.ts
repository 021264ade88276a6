import type { Container } from '../../../model/index.ts';
import type { ContainerConfig } from '../../engines/index.ts';

/** What the runtime gets of a container, from what stands in the manifest alone: no references, no expansion, no volumes. */
export function containerConfig(container: Container): ContainerConfig {
  const { name, image = '', command, args, env = [], workingDir } = container;
  return {
    name,
    image,
    command,
    args,
    env: Object.fromEntries(env.map(({ name: key, value = '' }) => [key, value])),
    workingDir,
    mounts: [],
    security: {
      runAsUser: container.securityContext?.runAsUser,
      runAsGroup: container.securityContext?.runAsGroup,
      runAsNonRoot: container.securityContext?.runAsNonRoot ?? false,
      readOnlyRootFilesystem: container.securityContext?.readOnlyRootFilesystem ?? false,
      allowPrivilegeEscalation: container.securityContext?.allowPrivilegeEscalation ?? true,
    },
    resources: { memoryBytes: undefined, cpuMilli: undefined, cpuShares: 2, oomScoreAdj: 1000 },
  };
}
