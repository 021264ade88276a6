import type { KubernetesObject } from '../object.ts';
import { getPosition, setRootPosition, type Position } from '../position.ts';
import { problemAt, type Problem } from '../problem.ts';
import { isCustomGroup } from '../schema/index.ts';
import { parseYaml } from './parse-yaml.ts';

/**
 * The Kubernetes objects of a text of one or more documents; a List is taken apart.
 *
 * @param booleans as {@link parseYaml} takes it
 */
export function readObjects(
  text: string,
  file: string,
  booleans?: '1.1' | '1.2',
): { objects: KubernetesObject[]; problems: Problem[] } {
  const { documents, places, problems: syntax } = parseYaml(text, file, booleans);
  const problems = [...syntax];
  const objects: KubernetesObject[] = [];
  for (const [index, document] of documents.entries())
    for (const part of takeListApart(document)) {
      generateName(part);
      const problem = formProblem(part, places[index]);
      if (problem === undefined) objects.push(part as KubernetesObject);
      else problems.push(problem);
    }
  return { objects, problems };
}

function takeListApart(document: unknown): unknown[] {
  const { apiVersion, kind, items } = (document ?? {}) as Partial<Record<string, unknown>>;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return [document];
  for (const [index, item] of items.entries()) {
    if (typeof item !== 'object' || item === null) continue;
    const position = getPosition(items, index);
    if (position !== undefined) setRootPosition(item, position);
    if (kind !== 'List') setKind(item, apiVersion, kind.slice(0, -'List'.length));
  }
  return items;
}

/** Items of a list of one kind need not state it (apimachinery unstructured/helpers.go `decodeToList`). */
function setKind(item: { apiVersion?: unknown; kind?: unknown }, apiVersion: unknown, kind: string): void {
  if (item.apiVersion !== undefined || item.kind !== undefined) return;
  item.apiVersion = apiVersion;
  item.kind = kind;
}

/** So much of a text has a name that is made of it. */
const MOST_OF_GENERATED = 58;

/**
 * Names what gets a name when it is created, as hooks of Argo CD do, by the same form: five characters behind the text, of a
 * long one behind its beginning (apiserver pkg/storage/names/generate.go).
 */
function generateName(document: unknown): void {
  const { metadata } = (document ?? {}) as { metadata?: { name?: unknown; generateName?: unknown } | null };
  // An empty one is none (apiserver pkg/registry/rest/create.go).
  if ((metadata?.name ?? '') === '' && typeof metadata?.generateName === 'string')
    metadata.name = `${metadata.generateName.slice(0, MOST_OF_GENERATED)}xxxxx`;
}

/** What keeps a document, or an item of the List that begins at `place`, from being an object of Kubernetes. */
function formProblem(document: unknown, place: Position | undefined): Problem | undefined {
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    return {
      kind: 'schema',
      message: 'a document that is not a map is no Kubernetes object',
      position: place,
    };
  const { apiVersion, kind, metadata } = document as Partial<Record<string, unknown>>;
  if (apiVersion === undefined && kind === undefined)
    return problemAt('unsupported', document, [], 'no Kubernetes object: it has neither apiVersion nor kind');
  if (kind === undefined && metadata === undefined && typeof apiVersion === 'number')
    return problemAt(
      'unsupported',
      document,
      [],
      'no Kubernetes object: it has no kind, and a number for apiVersion',
    );
  if (typeof apiVersion !== 'string') return problemAt('schema', document, [], 'apiVersion is required');
  if (typeof kind !== 'string') return problemAt('schema', document, [], 'kind is required');
  // A cluster's own description, such as kind's, or a tool's settings: an object of a cluster has a name.
  if (metadata === undefined && isCustomGroup(apiVersion))
    return problemAt(
      'unsupported',
      document,
      [],
      `no Kubernetes object: this ${apiVersion} ${kind} has no metadata`,
    );
  const { name } = (metadata ?? {}) as { name?: unknown };
  if (typeof name !== 'string')
    return problemAt('schema', document, ['metadata'], 'metadata.name is required');
  return undefined;
}
