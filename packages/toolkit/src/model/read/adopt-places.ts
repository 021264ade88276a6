import { isDeepStrictEqual } from 'node:util';
import { idOf, type KubernetesObject } from '../object.ts';
import { getPosition, positionOf, setPosition, setRootPosition, type PathStep } from '../position.ts';

/**
 * Gives objects that another program wrote the places of the same objects in the files that they are of, in place. What is
 * otherwise there keeps its place in the program's output.
 *
 * @param own the same objects, as they were read from those files
 */
export function adoptPlaces(objects: readonly KubernetesObject[], own: readonly KubernetesObject[]): void {
  const known = new Map(own.map((object) => [idOf(object), object]));
  for (const object of objects) {
    const source = known.get(idOf(object));
    const place = source && positionOf(source);
    if (place === undefined) continue;
    setRootPosition(object, place);
    adopt(object, source);
  }
}

/** Values under the same keys. A list that became longer or shorter has other items under its indexes, and only the first ones are alike. */
function adopt(value: unknown, source: unknown): void {
  if (!isContainer(value) || !isContainer(source)) return;
  for (const key of Object.keys(value)) {
    const [mine, theirs] = [value[key], source[key]];
    const isSame = isDeepStrictEqual(mine, theirs);
    if (!isSame && !(isContainer(mine) && isContainer(theirs))) continue;
    const step: PathStep = Array.isArray(value) ? Number(key) : key;
    const place = getPosition(source, step);
    if (place !== undefined) setPosition(value, step, place);
    // Equal values have one place throughout.
    if (isSame) value[key] = theirs;
    else adopt(mine, theirs);
  }
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
