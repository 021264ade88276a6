import type { Container, PodSpec } from '../object.ts';
import type { PathStep } from '../position.ts';
import { parseQuantity } from '../quantity.ts';
import type { Tell } from './breaches.ts';
import { checkEnv } from './env.ts';
import { isLabel, labelFault, portFault, portNameFault } from './names.ts';
import { checkProbes } from './probes.ts';
import { checkUnique } from './unique.ts';

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
  checkUnique(
    volumes.map(({ name }) => name),
    (index, name) => tell([...path, 'volumes', index, 'name'], `there is another volume ${name}`),
  );
  for (const [index, { name }] of volumes.entries())
    if (!isLabel(name)) tell([...path, 'volumes', index, 'name'], labelFault);
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
    if (container.restartPolicy !== 'Always') checkPlainInit(container, place, tell);
  }
  for (const [index, container] of containers.entries())
    checkContainer(container, [...path, 'containers', index], tell, known);
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
  if (container.image === '') tell([...path, 'image'], 'it may not be empty');
  checkEnv(container, path, tell);
  checkProbes(container, path, tell);
  const { ports = [], volumeMounts = [], resources = {} } = container;
  for (const [index, { name, containerPort }] of ports.entries()) {
    const nameFault = name === undefined ? undefined : portNameFault(name);
    if (nameFault !== undefined) tell([...path, 'ports', index, 'name'], nameFault);
    const fault = portFault(containerPort);
    if (fault !== undefined) tell([...path, 'ports', index, 'containerPort'], fault);
  }
  checkUnique(
    ports.map(({ name }) => name),
    (index, name) => tell([...path, 'ports', index, 'name'], `there is another port ${name}`),
  );
  checkUnique(
    volumeMounts.map(({ mountPath }) => mountPath),
    (index, at) => tell([...path, 'volumeMounts', index, 'mountPath'], `there is another mount at ${at}`),
  );
  for (const [index, { name }] of volumeMounts.entries())
    if (!volumes.has(name)) tell([...path, 'volumeMounts', index, 'name'], `the pod has no volume ${name}`);
  const { requests = {}, limits = {} } = resources;
  for (const [kind, amounts] of Object.entries({ requests, limits }))
    for (const [name, amount] of Object.entries(amounts))
      if ((parseQuantity(amount) ?? 0) < 0)
        tell([...path, 'resources', kind, name], 'it may not be negative');
  for (const [name, request] of Object.entries(requests)) {
    const limit = parseQuantity(limits[name]);
    if (limit !== undefined && (parseQuantity(request) ?? 0) > limit)
      tell([...path, 'resources', 'requests', name], `it is above the limit of ${limits[name]}`);
  }
}
