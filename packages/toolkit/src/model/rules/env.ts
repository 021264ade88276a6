import type { Container } from '../object.ts';
import type { PathStep } from '../position.ts';
import { parseQuantity } from '../quantity.ts';
import type { Tell } from './breaches.ts';

type Variable = NonNullable<Container['env']>[number];

/** `validEnvDownwardAPIFieldPathExpressions`, and the annotation or label of a name. */
const podFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

/** A container's variables (`ValidateEnv`, `validateEnvVarValueFrom`). */
export function checkEnv({ env = [] }: Container, path: readonly PathStep[], tell: Tell): void {
  for (const [index, variable] of env.entries()) checkVariable(variable, [...path, 'env', index], tell);
}

function checkVariable({ name, value, valueFrom }: Variable, path: readonly PathStep[], tell: Tell): void {
  if (!/^[ -<>-~]+$/.test(name))
    tell([...path, 'name'], 'the name of a variable is of printable ASCII characters without =');
  if (valueFrom === undefined) return;
  if (value !== undefined && value !== '')
    tell([...path, 'valueFrom'], 'a variable has either a value or a valueFrom, and this one has both');
  const sources = Object.entries(valueFrom).filter(([, source]) => source !== undefined);
  if (sources.length !== 1)
    tell(
      [...path, 'valueFrom'],
      `it names one source, and this one ${sources.length === 0 ? 'none' : `${sources.length}`}`,
    );
  checkResourceField(valueFrom.resourceFieldRef, [...path, 'valueFrom', 'resourceFieldRef'], tell);
  const { fieldPath } = valueFrom.fieldRef ?? {};
  if (
    fieldPath !== undefined &&
    !podFields.includes(fieldPath) &&
    !/^metadata\.(annotations|labels)\['.+'\]$/.test(fieldPath)
  )
    tell(
      [...path, 'valueFrom', 'fieldRef', 'fieldPath'],
      `it must be one of ${podFields.join(', ')}, metadata.annotations['<key>'], metadata.labels['<key>']`,
    );
}

/** `validContainerResourceFieldPathExpressions` and their divisors; 0 stands for the default. */
const divisors: Readonly<Record<string, readonly number[]>> = {
  cpu: [0, 1, 1e-3],
  memory: bytes(),
  'ephemeral-storage': bytes(),
};

function bytes(): number[] {
  return [0, 1, 1e3, 1e6, 1e9, 1e12, 1e15, 1e18, ...[10, 20, 30, 40, 50, 60].map((power) => 2 ** power)];
}

/** What a container's own request or limit gives (`validateContainerResourceFieldSelector`). */
export function checkResourceField(
  field: NonNullable<Variable['valueFrom']>['resourceFieldRef'],
  path: readonly PathStep[],
  tell: Tell,
): void {
  if (field === undefined) return;
  const [, name = ''] = /^(?:limits|requests)\.(.*)$/.exec(field.resource) ?? [];
  const allowed = name.startsWith('hugepages-') ? divisors['memory'] : divisors[name];
  if (allowed === undefined)
    return tell(
      [...path, 'resource'],
      'it is limits or requests of cpu, memory or ephemeral-storage: limits.memory',
    );
  if (!allowed.includes(parseQuantity(field.divisor) ?? 0))
    tell(
      [...path, 'divisor'],
      name === 'cpu' ? 'it is 1 or 1m' : 'it is 1 of one unit: 1, 1k, 1Ki, 1M, 1Mi, ...',
    );
}
