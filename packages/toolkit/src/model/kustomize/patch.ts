import { isMap } from '../is-map.ts';
import type { KubernetesObject } from '../object.ts';
import { getPosition, positionOf, setPosition, setRootPosition, type Position } from '../position.ts';
import type { Problem } from '../problem.ts';
import { typeOfKind } from '../schema/index.ts';
import type { GeneratorFiles } from './generate.ts';
import type { Item } from './item.ts';
import { jsonPatch } from './json-patch.ts';
import type { Patch, PatchTarget } from './kustomization.ts';
import { PatchError } from './patch-error.ts';
import { placeOfPatch, readPatch } from './read-patch.ts';
import { isTarget } from './select.ts';
import { deleted, strategicMerge } from './strategic-merge.ts';

/**
 * Applies one entry of `patches` to the items, in place. What does not fit is told.
 *
 * @param elsewhere what may hold the object that is not found, in words. Undefined: nothing
 */
export async function applyPatch(
  items: Item[],
  patch: Patch,
  files: GeneratorFiles,
  elsewhere: string | undefined,
): Promise<Problem[]> {
  const { content, problems } = await readPatch(patch, files);
  if ('operations' in content)
    return [...problems, ...applyOperations(items, content.operations, patch, elsewhere)];
  return [...problems, ...content.merges.flatMap((merge) => applyMerge(items, merge, patch, elsewhere))];
}

function applyMerge(
  items: Item[],
  merge: Readonly<Record<string, unknown>>,
  { target }: Patch,
  elsewhere: string | undefined,
): Problem[] {
  const wanted = target ?? targetOf(merge);
  const found = items.filter((item) => isTarget(item, wanted));
  const place = positionOf(merge, ['kind']);
  if (found.length === 0) return [fitsNothing(items, wanted, target !== undefined, place, elsewhere)];
  if (target === undefined && found.length > 1) return [fitsSeveral(wanted, place)];
  return fitting(place, () => {
    for (const item of found) {
      const { kind, apiVersion, metadata } = item.object;
      const merged = strategicMerge(item.object, merge, typeOfKind(apiVersion, kind));
      if (merged === deleted) items.splice(items.indexOf(item), 1);
      else replaceObject(item, { ...(merged as KubernetesObject), kind, apiVersion }, metadata.name);
    }
  });
}

/** The merged object under the item's own name, which a patch does not change. */
function replaceObject(item: Item, object: KubernetesObject, name: string): void {
  const root = positionOf(item.object);
  const metadata = { ...object.metadata, name };
  for (const key of Object.keys(metadata)) {
    const at = getPosition(object.metadata, key);
    if (at !== undefined) setPosition(metadata, key, at);
  }
  const next = { ...object, metadata };
  for (const key of Object.keys(next)) {
    const at = getPosition(item.object, key);
    if (at !== undefined) setPosition(next, key, at);
  }
  if (root !== undefined) setRootPosition(next, root);
  item.object = next;
}

function applyOperations(
  items: readonly Item[],
  operations: readonly unknown[],
  patch: Patch,
  elsewhere: string | undefined,
): Problem[] {
  const { target } = patch;
  const place = placeOfPatch(patch);
  const at = place && { position: place };
  if (target === undefined) return [{ kind: 'schema', message: 'a JSON patch needs a target', ...at }];
  const found = items.filter((item) => isTarget(item, target));
  if (found.length === 0) return [fitsNothing(items, target, true, place, elsewhere)];
  return fitting(place, () => {
    for (const item of found) item.object = jsonPatch(withAnnotations(item.object, operations), operations);
  });
}

/** While kustomize builds, each object has annotations of its own making, so that a patch may add one where there is none. */
function withAnnotations(object: KubernetesObject, operations: readonly unknown[]): KubernetesObject {
  const isAsked = operations.some(
    (it) => isMap(it) && String(it['path']).startsWith('/metadata/annotations/'),
  );
  if (!isAsked || object.metadata.annotations != null) return object;
  return jsonPatch(object, [{ op: 'add', path: '/metadata/annotations', value: {} }]);
}

/** Runs what applies a patch, and tells where it does not fit. */
function fitting(place: Position | undefined, apply: () => void): Problem[] {
  try {
    apply();
    return [];
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    return [{ kind: 'reference', message: error.message, position: error.position ?? place }];
  }
}

/**
 * A merge patch without a target has to find its object. One with a target, as a component has it for whoever uses it, may find
 * none.
 */
function fitsNothing(
  items: readonly Item[],
  target: PatchTarget,
  isOptional: boolean,
  position: Position | undefined,
  elsewhere: string | undefined,
): Problem {
  const nearby = describe(nearest(items, target));
  const what = isOptional ? nearby : unescaped(nearby);
  if (elsewhere !== undefined) {
    const message = `the patch for ${what} may be for ${elsewhere}, and is not applied`;
    return { kind: 'unsupported', message, position };
  }
  const kind = isOptional ? 'unsupported' : 'reference';
  return { kind, message: `no object fits the patch for ${what}`, position };
}

/** Of a target only what tells it from every object of its kind and name. */
function nearest(items: readonly Item[], target: PatchTarget): PatchTarget {
  const { namespace, group, version, ...rest } = target;
  const fits = (it: PatchTarget) => items.some((item) => isTarget(item, it));
  if (!fits(rest)) return rest;
  if (namespace !== undefined && !fits({ ...rest, namespace })) return { ...rest, namespace };
  return { ...rest, ...(group !== undefined && { group }), ...(version !== undefined && { version }) };
}

function fitsSeveral(target: PatchTarget, position: Position | undefined): Problem {
  const message = `several objects fit the patch for ${unescaped(describe(target))}; it needs a target, or the namespace of one of them`;
  return { kind: 'reference', message, position };
}

/** A strategic merge without a target is for the one object that it names (kustomize api/resmap/reswrangler.go `GetById`). */
function targetOf(patch: Record<string, unknown>): PatchTarget {
  const metadata = isMap(patch['metadata']) ? patch['metadata'] : {};
  // No pattern at all would fit everything.
  const literal = (value: unknown) =>
    typeof value === 'string' ? value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`) || '()' : 'nothing';
  const { apiVersion } = patch;
  const [, group = '', version] =
    typeof apiVersion === 'string' ? (/^(?:(.*)\/)?(.*)$/.exec(apiVersion) ?? []) : [];
  return {
    group: literal(group),
    version: literal(version),
    kind: literal(patch['kind']),
    name: literal(metadata['name']),
    namespace: literal(metadata['namespace'] ?? 'default'),
  };
}

function unescaped(pattern: string): string {
  return pattern.replaceAll('\\', '');
}

function describe({ group, version, kind, name, namespace, labelSelector }: PatchTarget): string {
  const what = [kind, name, labelSelector].filter(Boolean).join(' ') || 'its target';
  const apiVersion = [group, version].filter((it) => it !== undefined && it !== '' && it !== '()').join('/');
  const of = apiVersion === '' ? what : `${what} of ${apiVersion}`;
  return namespace === undefined ? of : `${of} of the namespace ${namespace}`;
}
