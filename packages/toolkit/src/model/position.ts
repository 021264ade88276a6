/** Where a value stands in a file. Lines and columns count from 1. */
export interface Position {
  /** As the reader was given it, relative to where it started. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A key of a map, or an index of a list. */
export type PathStep = string | number;

/**
 * The positions ride along with the plain maps and lists that were read, so that a value is found again in its file
 * whatever patches put it where it is now.
 */
const positions = new WeakMap<object, Map<PathStep, Position>>();

/** Texts that begin on the line after that of their position, as block scalars do. */
const blocks = new WeakMap<object, Set<PathStep>>();

/** Stands for the document itself: Kubernetes has no field without a name. */
const ROOT = '';

/** Notes where the value under `key` of `container` stands. */
export function setPosition(container: object, key: PathStep, position: Position): void {
  const known = positions.get(container) ?? new Map<PathStep, Position>();
  known.set(key, position);
  positions.set(container, known);
}

/** Where the value under `key` of `container` stands; undefined for what no file holds. */
export function getPosition(container: object, key: PathStep): Position | undefined {
  return positions.get(container)?.get(key);
}

/** Notes where a whole document stands. */
export function setRootPosition(root: object, position: Position): void {
  setPosition(root, ROOT, position);
}

/** Notes that the text under `key` of `container` is a block (`|`), which begins on the line after its position. */
export function setBlock(container: object, key: PathStep): void {
  blocks.set(container, (blocks.get(container) ?? new Set<PathStep>()).add(key));
}

/** Whether the text under `key` of `container` is a block. */
export function isBlock(container: object, key: PathStep): boolean {
  return blocks.get(container)?.has(key) === true;
}

/** The position of the value at `path` of a document, or of the nearest container of it that a file holds. */
export function positionOf(root: object, path: readonly PathStep[] = []): Position | undefined {
  let found = getPosition(root, ROOT);
  let container: unknown = root;
  for (const step of path) {
    if (typeof container !== 'object' || container === null) break;
    found = getPosition(container, step) ?? found;
    container = (container as Record<PathStep, unknown>)[step];
  }
  return found;
}

/** The value at a path of an object; undefined where nothing is there. */
export function valueAt(object: object, path: readonly PathStep[]): unknown {
  let value: unknown = object;
  for (const step of path) value = (value as Record<PathStep, unknown> | null | undefined)?.[step];
  return value;
}

/** A deep copy of plain data that keeps the positions. */
export function copyWithPositions<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  const copy: object = Array.isArray(value)
    ? value.map((item) => copyWithPositions<unknown>(item))
    : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyWithPositions<unknown>(item)]));
  const known = positions.get(value);
  if (known !== undefined) positions.set(copy, new Map(known));
  for (const key of blocks.get(value) ?? []) setBlock(copy, key);
  return copy as T;
}

/** `path` as people write it: `spec.containers[0].env`. */
export function formatPath(path: readonly PathStep[]): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `["${step}"]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}
