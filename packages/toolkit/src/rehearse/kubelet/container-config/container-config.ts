import { expand, type Container } from '../../../model/index.ts';
import type { ContainerConfig, StartRefusal } from '../../engines/index.ts';
import type { PodFacts, Surroundings } from '../facts.ts';
import { environment, lookup } from './environment.ts';
import { mountsOf, type VolumesByName } from './mounts.ts';
import { ConfigError } from './refusal.ts';
import { resourcesOf } from './resources.ts';
import { securityOf } from './security.ts';

/**
 * What a container runtime gets of a container (kubelet_pods.go GenerateRunContainerOptions, kuberuntime
 * generateContainerConfig), with all that is referred to read now: at each start, and never again while it runs. What
 * cannot be made is refused as `CreateContainerConfigError`, with what is missing.
 */
export function containerConfig(
  container: Container,
  pod: PodFacts,
  surroundings: Surroundings,
  volumes: VolumesByName,
): ContainerConfig | StartRefusal {
  const { name, image = '', command, args, workingDir } = container;
  try {
    const env = environment(container, pod, surroundings);
    const variable = (given: string) => lookup(env, given);
    const expanded = (texts: readonly string[] | undefined) =>
      texts === undefined || texts.length === 0 ? undefined : texts.map((text) => expand(text, variable));
    return {
      name,
      image,
      command: expanded(command),
      args: expanded(args),
      env,
      workingDir: workingDir === '' ? undefined : workingDir,
      mounts: mountsOf(container, volumes, variable),
      security: securityOf(container, pod, surroundings.imageUser(image)),
      resources: resourcesOf(container, pod, surroundings.node),
    };
  } catch (error) {
    if (error instanceof ConfigError) return error.refusal;
    throw error;
  }
}
