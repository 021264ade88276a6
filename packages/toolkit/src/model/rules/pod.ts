import type { Container, PodSpec } from '../object.ts';
import type { PathStep } from '../position.ts';
import type { Tell } from './breaches.ts';
import { checkEnv } from './env.ts';
import { checkHooks } from './handler.ts';
import { isLabel, isSubdomain, labelFault, portFault, portNameFault, subdomainFault } from './names.ts';
import { checkProbes } from './probes.ts';
import { checkPodResources, checkResources } from './resources.ts';
import { checkUnique } from './unique.ts';
import { checkMounts, checkVolumes } from './volumes.ts';

/**
 * The specification of a pod (`ValidatePodSpec`).
 *
 * @param claimed names of volumes that come from a StatefulSet's claims
 */
export function checkPod(
  spec: PodSpec,
  path: readonly PathStep[],
  tell: Tell,
  claimed: ReadonlySet<string>,
): void {
  const { containers, initContainers = [], volumes = [] } = spec;
  const { terminationGracePeriodSeconds: grace = 30 } = spec;
  checkVolumes(spec, path, tell);
  checkPodResources(spec, path, tell);
  const { serviceAccountName, activeDeadlineSeconds = 1 } = spec;
  if (activeDeadlineSeconds < 1) tell([...path, 'activeDeadlineSeconds'], 'it must be above 0');
  if (serviceAccountName && !isSubdomain(serviceAccountName))
    tell([...path, 'serviceAccountName'], subdomainFault);
  if (containers.length === 0) tell([...path, 'containers'], 'a pod has at least one container');
  const names = [...initContainers, ...containers].map(({ name }) => name);
  checkUnique(names, (index, name) => {
    const own = index - initContainers.length;
    const place = own < 0 ? ['initContainers', index] : ['containers', own];
    tell([...path, ...place, 'name'], `there is another container ${name}`);
  });
  const known = new Set([...claimed, ...volumes.map(({ name }) => name)]);
  for (const [index, container] of initContainers.entries()) {
    const place = [...path, 'initContainers', index];
    checkContainer(container, place, tell, known);
    if (container.restartPolicy === 'Always') checkLifecycle(container, place, tell, grace);
    else checkPlainInit(container, place, tell);
  }
  for (const [index, container] of containers.entries()) {
    const place = [...path, 'containers', index];
    checkContainer(container, place, tell, known);
    checkLifecycle(container, place, tell, grace);
  }
}

function checkLifecycle(container: Container, path: readonly PathStep[], tell: Tell, grace: number): void {
  checkProbes(container, path, tell);
  checkHooks(container, path, tell, grace);
}

/** One that ends before the pod's others begin has nothing to be asked. */
function checkPlainInit(container: Container, path: readonly PathStep[], tell: Tell): void {
  for (const field of ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const)
    if (container[field] !== undefined)
      tell([...path, field], 'an init container has none, unless it is a sidecar (restartPolicy: Always)');
}

function checkContainer(
  container: Container,
  path: readonly PathStep[],
  tell: Tell,
  volumes: ReadonlySet<string>,
): void {
  if (!isLabel(container.name)) tell([...path, 'name'], labelFault);
  if (!container.image) tell([...path, 'image'], 'a container has an image');
  else if (container.image.trim() !== container.image)
    tell([...path, 'image'], 'it may not begin or end with a space');
  checkEnv(container, path, tell);
  checkMounts(container, path, tell, volumes);
  checkResources(container, path, tell);
  checkSecurity(container, path, tell);
  const { ports = [] } = container;
  for (const [index, { name, containerPort }] of ports.entries()) {
    const nameFault = name ? portNameFault(name) : undefined;
    if (nameFault !== undefined) tell([...path, 'ports', index, 'name'], nameFault);
    const fault = portFault(containerPort);
    if (fault !== undefined) tell([...path, 'ports', index, 'containerPort'], fault);
  }
  checkUnique(
    ports.map(({ name }) => name || undefined),
    (index, name) => tell([...path, 'ports', index, 'name'], `there is another port ${name}`),
  );
}

/** `ValidateSecurityContext` */
function checkSecurity({ securityContext }: Container, path: readonly PathStep[], tell: Tell): void {
  if (securityContext?.privileged === true && securityContext.allowPrivilegeEscalation === false)
    tell(
      [...path, 'securityContext', 'allowPrivilegeEscalation'],
      'it may not be false of a container that is privileged',
    );
}
