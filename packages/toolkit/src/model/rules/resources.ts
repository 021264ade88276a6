import { atOnce } from '../pod/at-once.ts';
import type { Container, PodSpec } from '../object.ts';
import type { PathStep } from '../position.ts';
import { formatBytes, parseQuantity } from '../quantity.ts';
import type { Tell } from './breaches.ts';

/** What a container requests and is limited to (`validateResourceRequirements`, `ValidateContainerResourceName`). */
export function checkResources(
  { resources = {} }: Pick<Container, 'resources'>,
  path: readonly PathStep[],
  tell: Tell,
): void {
  const { requests = {}, limits = {} } = resources;
  for (const [kind, amounts] of Object.entries({ requests, limits }))
    for (const [name, amount] of Object.entries(amounts)) {
      const value = parseQuantity(amount) ?? 0;
      const fault = amountFault(name, value) ?? tooFewBytes(kind === 'limits', name, value);
      if (fault !== undefined) tell([...path, 'resources', kind, name], fault);
    }
  for (const [name, request] of Object.entries(requests)) {
    const fault = requestFault(name, request, limits[name]);
    if (fault !== undefined) tell([...path, 'resources', 'requests', name], fault);
  }
}

/** What a pod states for all of its containers together (`validatePodResources`, `validatePodResourceConsistency`). */
export function checkPodResources(spec: PodSpec, path: readonly PathStep[], tell: Tell): void {
  const { resources = {}, containers } = spec;
  checkResources(spec, path, tell);
  const { requests = {}, limits = {} } = resources;
  for (const [kind, amounts] of Object.entries({ requests, limits }))
    for (const name of Object.keys(amounts))
      if (!/^(?:cpu|memory|hugepages-.*)$/.test(name))
        tell(
          [...path, 'resources', kind, name],
          'a pod as a whole has cpu, memory and hugepages-<size> alone',
        );
  // Those of init containers are not looked at there.
  const above = new Set<string>();
  for (const [index, container] of containers.entries())
    for (const [name, limit] of Object.entries(container.resources?.limits ?? {}))
      if ((parseQuantity(limit) ?? 0) > (parseQuantity(limits[name]) || Infinity)) {
        above.add(name);
        tell(
          [...path, 'containers', index, 'resources', 'limits', name],
          `it is above the pod’s, which is ${limits[name]}`,
        );
      }
  for (const name of ['cpu', 'memory'].filter((it) => !above.has(it))) {
    const fault = sumFault(spec, name);
    if (fault !== undefined) tell([...path, 'resources', ...fault.at], fault.message);
  }
}

/**
 * What containers ask for together, each of them its limit where it states no request. A pod that states none asks for that, and may not
 * ask for more than its limit.
 */
function sumFault(spec: PodSpec, name: string) {
  const { requests = {}, limits = {} } = spec.resources ?? {};
  const sum = atOnce(
    spec,
    ({ resources = {} }) =>
      parseQuantity(resources.requests?.[name]) ?? parseQuantity(resources.limits?.[name]) ?? 0,
  );
  const kind = requests[name] === undefined ? 'limits' : 'requests';
  const most = parseQuantity({ requests, limits }[kind][name]);
  // Fractions of a core do not add up exactly.
  if (most === undefined || Math.round(sum * 1000) <= Math.round(most * 1000)) return undefined;
  const together = name === 'cpu' ? `${Math.round(sum * 1000)}m` : formatBytes(sum);
  return { at: [kind, name], message: `its containers ask for ${together} together, which is more` };
}

function amountFault(name: string, amount: number): string | undefined {
  if (amount < 0) return 'it may not be negative';
  if (!name.includes('/') && !/^(?:cpu|memory|ephemeral-storage|hugepages-.*)$/.test(name))
    return 'it is one of cpu, memory, ephemeral-storage, hugepages-<size>, or has a domain, as in nvidia.com/gpu';
  return isExtended(name) && !Number.isInteger(amount) ? 'there are only whole ones of it' : undefined;
}

/** Below it no process of a container can be started. */
const LEAST_MEMORY = 2 ** 20;

/**
 * The API takes them and warns of fractions (pkg/api/pod/warnings.go), and then no container starts: `m` stands for
 * thousandths. A larger fraction, such as 0.1Gi, is rounded up; a small whole request is as good as none.
 */
function tooFewBytes(isLimit: boolean, name: string, amount: number): string | undefined {
  if (!(amount > 0 && amount < LEAST_MEMORY)) return undefined;
  if (name !== 'memory' && name !== 'ephemeral-storage') return undefined;
  if (Number.isInteger(amount) && !(isLimit && name === 'memory')) return undefined;
  return `it comes to ${amount} bytes; mebibytes are written as Mi`;
}

/** A node gives out more than it has of its own resources alone (`IsOvercommitAllowed`). */
function requestFault(name: string, request: string | number, limit: string | number | undefined) {
  const isExact = isExtended(name) || name.startsWith('hugepages-');
  if (limit === undefined) return isExact ? 'its limit has to be stated too' : undefined;
  const [asked = 0, most = 0] = [parseQuantity(request), parseQuantity(limit)];
  if (asked > most) return `it is above the limit of ${limit}`;
  return isExact && asked !== most ? `it has to be the limit, which is ${limit}` : undefined;
}

/** Of a domain that is not Kubernetes' own (`IsExtendedResourceName`). */
function isExtended(name: string): boolean {
  return name.includes('/') && !name.includes('kubernetes.io/');
}
