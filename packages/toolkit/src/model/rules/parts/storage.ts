import type {
  IDownwardAPIVolumeFile,
  IPersistentVolumeClaimSpec,
  IVolumeProjection,
} from 'kubernetes-models/v1';
import { parseQuantity } from '../../quantity.ts';
import type { Tell } from '../breaches.ts';
import { checkResourceField } from '../env.ts';

/** What a claim asks for (`ValidatePersistentVolumeClaimSpec`). */
export function checkClaim({ accessModes = [], resources }: IPersistentVolumeClaimSpec, tell: Tell): void {
  if (accessModes.length === 0) tell(['accessModes'], 'there is at least one, such as ReadWriteOnce');
  const storage = parseQuantity(resources?.requests?.['storage']);
  if (storage === undefined) tell(['resources', 'requests'], 'storage is required');
  else if (storage <= 0) tell(['resources', 'requests', 'storage'], 'it must be above 0');
}

/** A file that tells a pod of itself (`validateDownwardAPIVolumeFile`). */
export function checkDownwardFile({ fieldRef, resourceFieldRef }: IDownwardAPIVolumeFile, tell: Tell): void {
  if ((fieldRef === undefined) === (resourceFieldRef === undefined))
    tell(
      [],
      `it has one of fieldRef and resourceFieldRef, and this one ${fieldRef === undefined ? 'none' : 'both'}`,
    );
  if (resourceFieldRef !== undefined && !resourceFieldRef.containerName)
    tell(['resourceFieldRef', 'containerName'], 'in a volume it is needed: several containers may mount it');
  if (fieldRef !== undefined && !isFileField(fieldRef.fieldPath))
    tell(
      ['fieldRef', 'fieldPath'],
      `it must be one of ${fileFields.join(', ')}, metadata.annotations['<key>'], metadata.labels['<key>']; others are for variables`,
    );
  checkResourceField(resourceFieldRef, ['resourceFieldRef'], tell);
}

/** `validVolumeDownwardAPIFieldPathExpressions`, and the annotation or label of a name. */
const fileFields = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

function isFileField(path: string): boolean {
  return fileFields.includes(path) || /^metadata\.(annotations|labels)\['.+'\]$/.test(path);
}

/** One source of a projected volume (`validateProjectionSources`). */
export function checkProjection(projection: IVolumeProjection, tell: Tell): void {
  // Those behind feature gates may be dropped before.
  const found = (['configMap', 'secret', 'downwardAPI', 'serviceAccountToken'] as const).filter(
    (kind) => projection[kind] !== undefined,
  );
  if (found.length > 1) tell([], `it has one source, and this one ${found.join(' and ')}`);
}
