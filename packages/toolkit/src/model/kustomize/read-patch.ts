import { getPosition, isBlock, setPosition, type Position } from '../position.ts';
import type { Problem } from '../problem.ts';
import { parseYaml } from '../yaml/parse-yaml.ts';
import type { GeneratorFiles } from './generate.ts';
import { isMap } from '../is-map.ts';
import type { Patch } from './kustomization.ts';
import { pathIn } from './paths.ts';
import { isJson } from '../../is-json.ts';

/** What an entry of `patches` says to do. */
export type PatchContent =
  /** Of a JSON patch. */
  | { readonly operations: readonly unknown[] }
  /** Of a strategic merge; each has a kind and a name. */
  | { readonly merges: readonly Readonly<Record<string, unknown>>[] };

/** Where an entry of `patches` stands. */
export function placeOfPatch(patch: Patch): Position | undefined {
  return getPosition(patch, patch.path === undefined ? 'patch' : 'path');
}

/** Reads an entry of `patches`, and tells what kustomize refuses of it (kustomize api/internal/builtins/PatchTransformer.go). */
export async function readPatch(
  patch: Patch,
  files: GeneratorFiles,
): Promise<{ readonly content: PatchContent; readonly problems: readonly Problem[] }> {
  const nothing: PatchContent = { merges: [] };
  const place = placeOfPatch(patch);
  const refused = (message: string, problems: readonly Problem[] = []) => ({
    content: nothing,
    problems: [...problems, { kind: 'schema', message, position: place } as const],
  });
  if (patch.patch && patch.path) return refused('patch and path exclude each other');
  const { text, documents, problems } = await parsePatch(patch, files);
  if (problems.length > 0) return { content: nothing, problems };
  const [first] = documents;
  if (first === undefined || (Array.isArray(first) && first.length === 0))
    return refused('the patch is empty');
  if (documents.length === 1 && Array.isArray(first))
    return text.startsWith('[') && !isJson(text)
      ? refused(
          'a patch that begins with `[` has to be JSON: quote its keys and texts, or write a list of lines',
        )
      : { content: { operations: first as unknown[] }, problems: [] };
  if (patch.target !== undefined && documents.length > 1)
    return refused('a patch of several documents can have no target');
  const merges = documents.filter(isMerge);
  return merges.length < documents.length
    ? refused(
        'a patch is a map with a kind and a metadata.name, also beside a target, or a list of operations',
      )
    : { content: { merges }, problems: [] };
}

async function parsePatch(patch: Patch, { folder, readFile }: GeneratorFiles) {
  if (patch.path) {
    const file = pathIn(folder, patch.path);
    const text = (await readFile(file)).toString('utf8');
    return { text, ...parse(text, file) };
  }
  const text = patch.patch ?? '';
  const place = placeOfPatch(patch);
  const inline = parse(text, place?.file ?? folder);
  if (place === undefined) return { text, ...inline };
  const start = isBlock(patch, 'patch') ? place.line : place.line - 1;
  const moved = (position: Position) => ({ ...place, line: start + position.line });
  for (const document of inline.documents) move(document, moved);
  const problems = inline.problems.map(({ position, ...problem }) => ({
    ...problem,
    position: position && moved(position),
  }));
  return { text, documents: inline.documents, problems };
}

/** A merge patch is read as the resources are, a list of operations as the kustomization is. */
function parse(text: string, file: string) {
  const merge = parseYaml(text, file, '1.2');
  return Array.isArray(merge.documents[0]) ? parseYaml(text, file) : merge;
}

/** Moves positions from within an inline text to the file that holds it. */
function move(value: unknown, moved: (position: Position) => Position): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const step = Array.isArray(value) ? Number(key) : key;
    const at = getPosition(value, step);
    if (at !== undefined) setPosition(value, step, moved(at));
    move(item, moved);
  }
}

function isMerge(document: unknown): document is Record<string, unknown> {
  if (!isMap(document) || typeof document['kind'] !== 'string') return false;
  return isMap(document['metadata']) && typeof document['metadata']['name'] === 'string';
}
