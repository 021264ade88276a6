import { join } from 'node:path';
import type { KubernetesObject } from '../object.ts';
import { getPosition, positionOf, setPosition, setRootPosition, type Position } from '../position.ts';
import type { Problem } from '../problem.ts';
import { typeOfKind } from '../schema/index.ts';
import { parseYaml } from '../yaml-file.ts';
import type { GeneratorFiles } from './generate.ts';
import { isMap, type Item } from './item.ts';
import { jsonPatch, JsonPatchError } from './json-patch.ts';
import type { Patch, PatchTarget } from './kustomization.ts';
import { isTarget } from './select.ts';
import { deleted, strategicMerge } from './strategic-merge.ts';

/**
 * Applies one entry of `patches` to the items, in place. What does not fit is told.
 *
 * @param lacksRemote whether the object that no patch is found for may be a remote one, which was not fetched
 */
export async function applyPatch(
  items: Item[],
  patch: Patch,
  files: GeneratorFiles,
  lacksRemote: boolean,
): Promise<Problem[]> {
  const { documents, problems: found } = await readPatch(patch, files);
  const problems = [...found];
  const list = documents.length === 1 && Array.isArray(documents[0]) ? documents[0] : undefined;
  if (list !== undefined) problems.push(...applyOperations(items, list, patch, lacksRemote));
  else for (const document of documents) problems.push(...applyMerge(items, document, patch, lacksRemote));
  return problems;
}

async function readPatch(patch: Patch, { folder, readFile }: GeneratorFiles) {
  if (patch.path !== undefined) {
    const file = join(folder, patch.path);
    return parsePatch((await readFile(file)).toString('utf8'), file);
  }
  const place = getPosition(patch, 'patch');
  const inline = parsePatch(patch.patch ?? '', place?.file ?? folder);
  // A block text starts on the line after its key; its own lines count from there.
  if (place !== undefined) for (const document of inline.documents) moveTo(document, place);
  return inline;
}

/** A merge patch is read as the resources are, a list of operations as the kustomization is. */
function parsePatch(text: string, file: string) {
  const merge = parseYaml(text, file, '1.2');
  return Array.isArray(merge.documents[0]) ? parseYaml(text, file) : merge;
}

/** Shifts positions from within an inline text to the file that holds it. */
function moveTo(value: unknown, place: Position): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const step = Array.isArray(value) ? Number(key) : key;
    const at = getPosition(value, step);
    if (at !== undefined) setPosition(value, step, { ...place, line: place.line + at.line });
    moveTo(item, place);
  }
}

function applyMerge(items: Item[], patch: unknown, { target }: Patch, lacksRemote: boolean): Problem[] {
  if (!isMap(patch)) return [{ kind: 'schema', message: 'a patch is a map, or a list of operations' }];
  const wanted = target ?? targetOf(patch);
  const found = items.filter((item) => isTarget(item, wanted));
  const place = positionOf(patch, ['kind']);
  if (found.length === 0) return [fitsNothing(items, wanted, place, lacksRemote)];
  if (target === undefined && found.length > 1) return [fitsSeveral(wanted, place)];
  for (const item of found) {
    const { kind, apiVersion, metadata } = item.object;
    const merged = strategicMerge(item.object, patch, typeOfKind(apiVersion, kind));
    if (merged === deleted) items.splice(items.indexOf(item), 1);
    else replaceObject(item, { ...(merged as KubernetesObject), kind, apiVersion }, metadata.name);
  }
  return [];
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
  lacksRemote: boolean,
): Problem[] {
  const { target } = patch;
  const place = getPosition(patch, patch.path === undefined ? 'patch' : 'path');
  const at = place && { position: place };
  if (target === undefined) return [{ kind: 'schema', message: 'a JSON patch needs a target', ...at }];
  const found = items.filter((item) => isTarget(item, target));
  if (found.length === 0) return [fitsNothing(items, target, place, lacksRemote)];
  try {
    for (const item of found) item.object = jsonPatch(item.object, operations);
    return [];
  } catch (error) {
    if (!(error instanceof JsonPatchError)) throw error;
    const position = error.position ?? place;
    return [{ kind: 'reference', message: error.message, ...(position && { position }) }];
  }
}

function fitsNothing(
  items: readonly Item[],
  { namespace, ...target }: PatchTarget,
  position: Position | undefined,
  lacksRemote: boolean,
): Problem {
  const isElsewhere = namespace !== undefined && items.some((item) => isTarget(item, target));
  const what = describe(isElsewhere ? { ...target, namespace } : target);
  const at = position && { position };
  return lacksRemote
    ? {
        kind: 'unsupported',
        message: `the patch for ${what} may be for what is remote, and is not applied`,
        ...at,
      }
    : { kind: 'reference', message: `no object fits the patch for ${what}`, ...at };
}

function fitsSeveral(target: PatchTarget, position: Position | undefined): Problem {
  const message = `several objects fit the patch for ${describe(target)}; it needs a target, or the namespace of one of them`;
  return { kind: 'reference', message, ...(position && { position }) };
}

/** A strategic merge without a target is for the one object that it names (kustomize api/resmap/reswrangler.go `GetById`). */
function targetOf(patch: Record<string, unknown>): PatchTarget {
  const metadata = isMap(patch['metadata']) ? patch['metadata'] : {};
  const literal = (value: unknown) =>
    typeof value === 'string'
      ? value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
      : 'a patch without a name';
  return {
    kind: literal(patch['kind']),
    name: literal(metadata['name']),
    namespace: literal(metadata['namespace'] ?? 'default'),
  };
}

function describe({ kind, name, namespace, labelSelector }: PatchTarget): string {
  const what = [kind, name, labelSelector].filter(Boolean).join(' ') || 'its target';
  return namespace === undefined ? what : `${what} of the namespace ${namespace}`;
}
