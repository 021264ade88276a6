import { isDeepStrictEqual } from 'node:util';
import { copyWithPositions, getPosition, setPosition, type PathStep, type Position } from '../position.ts';
import { isMap } from '../is-map.ts';
import { PatchError } from './patch-error.ts';

/**
 * Applies a JSON patch (RFC 6902) to a copy of `object`. What it puts in keeps the patch's position.
 *
 * @throws PatchError where an operation is malformed, its place does not exist, or a `test` fails
 */
export function jsonPatch<T extends object>(object: T, operations: readonly unknown[]): T {
  const result = copyWithPositions(object);
  for (const [index, operation] of operations.entries())
    applyOperation(result, operation, getPosition(operations, index));
  return result;
}

function applyOperation(root: object, operation: unknown, position: Position | undefined): void {
  const fail = (message: string): never => {
    throw new PatchError(message, position);
  };
  if (!isMap(operation) || typeof operation['path'] !== 'string')
    return fail('a JSON patch is a list of { op, path, value }');
  const { op, path, from, value } = operation as { op: unknown; path: string; from: unknown; value: unknown };
  const at = (pointer: unknown, asNew?: 'new') =>
    (typeof pointer === 'string' ? locate(root, pointer, asNew) : undefined) ??
    fail(`there is no ${String(pointer)} to ${String(op)}`);
  const taken = (pointer: unknown) => {
    const value = take(at(pointer));
    return value === undefined ? fail(`there is no ${String(pointer)} to ${String(op)}`) : value;
  };
  switch (op) {
    case 'add': {
      const parent = path.startsWith('/') ? path.slice(0, path.lastIndexOf('/')) : path;
      const place = locate(root, path, 'new') ?? fail(`there is no ${parent} to add ${path} to`);
      return insert(place, copyWithPositions(value), position);
    }
    case 'replace':
      return assign(at(path), copyWithPositions(value), position);
    case 'remove':
      taken(path);
      return;
    case 'move': {
      const value = taken(from);
      return insert(at(path, 'new'), value, position);
    }
    case 'copy':
      return insert(at(path, 'new'), copyWithPositions(at(from).get()), position);
    case 'test':
      if (!isDeepStrictEqual(at(path).get() ?? null, value ?? null))
        fail(`${path} is not what the patch expects`);
      return;
    default:
      fail(`unknown operation ${String(op)}`);
  }
}

/** A place in a document: its container, and its key there. */
interface Place {
  readonly container: object;
  readonly key: PathStep;
  readonly get: () => unknown;
}

/**
 * The place that a pointer leads to. The last key of a map need not be there, for kustomize's library adds it (evanphx/json-patch v4
 * `partialDoc.get`); an item of a list must, unless it is to become one. A negative index counts from the end.
 */
function locate(root: object, pointer: string, asNew?: 'new'): Place | undefined {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = steps.pop();
  let container: unknown = root;
  for (const step of steps) {
    if (typeof container !== 'object' || container === null) return undefined;
    const key = keyIn(container, step, 0);
    container = key === undefined ? undefined : child(container, key);
  }
  if (last === undefined || typeof container !== 'object' || container === null) return undefined;
  const target = container;
  const key = keyIn(target, last, asNew === undefined ? 0 : 1);
  return key === undefined ? undefined : { container: target, key, get: () => child(target, key) };
}

/** A step as a key; undefined where it is no index of the list, which has so many places more than items. */
function keyIn(container: object, step: string, more: 0 | 1): PathStep | undefined {
  if (!Array.isArray(container)) return step;
  const places = container.length + more;
  if (step === '-') return more === 0 ? undefined : container.length;
  const number = /^-?\d+$/.test(step) ? Number(step) : NaN;
  const index = number < 0 ? places + number : number;
  return index >= 0 && index < places ? index : undefined;
}

function child(container: object, key: PathStep): unknown {
  return Object.hasOwn(container, key) ? (container as Record<PathStep, unknown>)[key] : undefined;
}

function insert({ container, key }: Place, value: unknown, position: Position | undefined): void {
  if (!Array.isArray(container) || typeof key !== 'number')
    return assign({ container, key }, value, position);
  const known = container.map((_, index) => getPosition(container, index));
  container.splice(key, 0, value);
  known.splice(key, 0, position);
  restore(container, known);
}

function assign(
  { container, key }: Pick<Place, 'container' | 'key'>,
  value: unknown,
  position: Position | undefined,
): void {
  (container as Record<PathStep, unknown>)[key] = value;
  if (position !== undefined) setPosition(container, key, position);
}

function take({ container, key, get }: Place): unknown {
  const value = get();
  if (Array.isArray(container) && typeof key === 'number') {
    const known = container.map((_, index) => getPosition(container, index));
    container.splice(key, 1);
    known.splice(key, 1);
    restore(container, known);
  } else delete (container as Record<PathStep, unknown>)[key];
  return value;
}

/** Positions move with the items of a list. */
function restore(container: readonly unknown[], known: readonly (Position | undefined)[]): void {
  for (const [index, position] of known.entries())
    if (position !== undefined) setPosition(container, index, position);
}
