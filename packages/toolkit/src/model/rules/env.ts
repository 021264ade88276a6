import type { Container } from '../object.ts';
import type { PathStep } from '../position.ts';
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
