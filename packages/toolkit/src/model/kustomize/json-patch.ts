import { copyWithPositions, getPosition, setPosition, type PathStep, type Position } from '../position.ts';
import { isMap } from './item.ts';

/** A JSON patch that does not fit what it is applied to. */
export class JsonPatchError extends Error {
  readonly position: Position | undefined;
  constructor(message: string, position: Position | undefined) {
    super(message);
    this.position = position;
  }
}

/**
 * Applies a JSON patch (RFC 6902) to a copy of `object`. What it puts in keeps the patch's position.
 *
 * @throws JsonPatchError where an operation is malformed, its place does not exist, or a `test` fails
 */
export function jsonPatch<T extends object>(object: T, operations: readonly unknown[]): T {
  const result = copyWithPositions(object);
  for (const [index, operation] of operations.entries())
    applyOperation(result, operation, getPosition(operations, index));
  return result;
}

function applyOperation(root: object, operation: unknown, position: Position | undefined): void {
  const fail = (message: string): never => {
    throw new JsonPatchError(message, position);
  };
  if (!isMap(operation) || typeof operation['path'] !== 'string')
    return fail('a JSON patch is a list of { op, path, value }');
  const { op, path, from, value } = operation as { op: unknown; path: string; from: unknown; value: unknown };
  const at = (pointer: unknown) => {
    const place = typeof pointer === 'string' ? locate(root, pointer) : undefined;
    return place ?? fail(`there is no ${String(pointer)} to ${String(op)}`);
  };
  switch (op) {
    case 'add':
      if (path.startsWith('/') && locate(root, path) === undefined)
        fail(`there is no ${path.slice(0, path.lastIndexOf('/'))} to add ${path} to`);
      return insert(at(path), copyWithPositions(value), position);
    case 'replace':
      if (at(path).get() === undefined) fail(`there is no ${path} to replace`);
      return assign(at(path), copyWithPositions(value), position);
    case 'remove':
      if (take(at(path)) === undefined) fail(`there is no ${path} to remove`);
      return;
    case 'move':
      return insert(at(path), take(at(from)), position);
    case 'copy':
      return insert(at(path), copyWithPositions(at(from).get()), position);
    case 'test':
      if (JSON.stringify(at(path).get()) !== JSON.stringify(value))
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

function locate(root: object, pointer: string): Place | undefined {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = steps.pop();
  let container: unknown = root;
  for (const step of steps)
    container = isMap(container) || Array.isArray(container) ? child(container, step) : undefined;
  if (last === undefined || typeof container !== 'object' || container === null) return undefined;
  const key = Array.isArray(container) ? (last === '-' ? container.length : Number(last)) : last;
  if (Number.isNaN(key)) return undefined;
  const target = container;
  return { container: target, key, get: () => child(target, key) };
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
