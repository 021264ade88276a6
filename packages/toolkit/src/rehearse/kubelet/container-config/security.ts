import type { Container } from '../../../model/index.ts';
import type { ContainerConfig } from '../../engines/index.ts';
import type { PodFacts } from '../facts.ts';
import { ConfigError } from './refusal.ts';

/**
 * Under whom a container runs and what it may do, the pod's settings below the container's own (pkg/securitycontext
 * DetermineEffectiveSecurityContext). `runAsNonRoot` changes nothing, it only checks (kuberuntime verifyRunAsNonRoot).
 *
 * @param imageUser USER of the image; empty: none; undefined: not known, and then not checked
 * @throws ConfigError when the container would run as root, or nobody can tell
 */
export function securityOf(
  { name, securityContext: own = {} }: Container,
  { spec: { securityContext: pods = {} } }: PodFacts,
  imageUser: string | undefined,
): ContainerConfig['security'] {
  const runAsUser = own.runAsUser ?? pods.runAsUser;
  const runAsNonRoot = own.runAsNonRoot ?? pods.runAsNonRoot ?? false;
  if (runAsNonRoot) {
    const fault = rootFault(runAsUser, imageUser);
    if (fault !== undefined) throw new ConfigError(`${name} has runAsNonRoot and ${fault}`);
  }
  return {
    runAsUser,
    runAsGroup: own.runAsGroup ?? pods.runAsGroup,
    runAsNonRoot,
    readOnlyRootFilesystem: own.readOnlyRootFilesystem ?? false,
    allowPrivilegeEscalation: own.allowPrivilegeEscalation ?? true,
  };
}

function rootFault(runAsUser: number | undefined, imageUser: string | undefined): string | undefined {
  if (runAsUser !== undefined) return runAsUser === 0 ? 'runAsUser 0, which is root' : undefined;
  if (imageUser === undefined) return undefined;
  const [user = ''] = imageUser.split(':');
  if (user === '') return 'no runAsUser, and the image has no USER, which means root';
  if (!/^\d+$/.test(user))
    return `no runAsUser, and the image has the USER ${user}: only a number can be told from root`;
  return Number(user) === 0 ? 'no runAsUser, and the image runs as root' : undefined;
}
