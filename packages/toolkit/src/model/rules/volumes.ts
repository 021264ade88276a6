import type { Container, PodSpec } from '../object.ts';
import type { PathStep } from '../position.ts';
import type { Tell } from './breaches.ts';
import { isLabel, labelFault } from './names.ts';
import { checkUnique } from './unique.ts';

/** A pod's volumes (`ValidateVolumes`, `validateVolumeSource`). One without a source is an empty folder. */
export function checkVolumes({ volumes = [] }: PodSpec, path: readonly PathStep[], tell: Tell): void {
  checkUnique(
    volumes.map(({ name }) => name),
    (index, name) => tell([...path, 'volumes', index, 'name'], `there is another volume ${name}`),
  );
  for (const [index, { name, ...sources }] of volumes.entries()) {
    if (!isLabel(name)) tell([...path, 'volumes', index, 'name'], labelFault);
    const found = Object.entries(sources).flatMap(([kind, source]) => (source === undefined ? [] : [kind]));
    if (found.length > 1)
      tell([...path, 'volumes', index], `a volume has one source, and this one ${found.join(' and ')}`);
  }
}

/**
 * What a container mounts (`ValidateVolumeMounts`).
 *
 * @param volumes the names of the pod's
 */
export function checkMounts(
  { volumeMounts = [] }: Container,
  path: readonly PathStep[],
  tell: Tell,
  volumes: ReadonlySet<string>,
): void {
  checkUnique(
    volumeMounts.map(({ mountPath }) => mountPath),
    (index, at) => tell([...path, 'volumeMounts', index, 'mountPath'], `there is another mount at ${at}`),
  );
  for (const [index, { name, mountPath, subPath, subPathExpr }] of volumeMounts.entries()) {
    const place = [...path, 'volumeMounts', index];
    if (!volumes.has(name)) tell([...place, 'name'], `the pod has no volume ${name}`);
    if (mountPath === '') tell([...place, 'mountPath'], 'it may not be empty');
    if (subPath && subPathExpr)
      tell([...place, 'subPathExpr'], 'a mount has either a subPath or a subPathExpr, and this one has both');
    for (const [field, inner] of Object.entries({ subPath, subPathExpr })) {
      const fault = inner === undefined ? undefined : descendingFault(inner);
      if (fault !== undefined) tell([...place, field], fault);
    }
  }
}

/** What is wrong with a path within a volume (`validateLocalDescendingPath`). */
export function descendingFault(path: string): string | undefined {
  return path.startsWith('/') || path.split('/').includes('..')
    ? 'it is a path within the volume: without / at its start, and without ..'
    : undefined;
}
