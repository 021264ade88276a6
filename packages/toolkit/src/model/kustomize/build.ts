import { readFile, stat } from 'node:fs/promises';
import { join, normalize, relative, resolve } from 'node:path';
import type { KubernetesObject } from '../object.ts';
import { getPosition, type Position } from '../position.ts';
import type { Problem } from '../problem.ts';
import { readObjects } from '../read-objects.ts';
import { parseYaml } from '../yaml-file.ts';
import { contentHash } from './content-hash.ts';
import { generateObject, type GeneratorFiles } from './generate.ts';
import { isMap, newItem, type Item } from './item.ts';
import {
  kustomizationNames,
  readKustomization,
  type Generator,
  type Kustomization,
} from './kustomization.ts';
import { mergeGenerated } from './merge-generated.ts';
import { applyPatch } from './patch.ts';
import { rename } from './rename.ts';
import { transform } from './transform.ts';

/**
 * Builds the kustomization in `folder` as `kubectl kustomize` does, but keeps for each value the file and line that it
 * comes from. Fields that are not carried out, and remote parts, are told as problems of kind `unsupported`.
 */
export async function buildKustomization(
  folder: string,
): Promise<{ objects: KubernetesObject[]; problems: Problem[]; lacksRemote: boolean }> {
  const build = new Build();
  const items = await build.accumulate(folder, []);
  rename(items, (item) =>
    item.hashed ? `${item.object.metadata.name}-${contentHash(item.object)}` : undefined,
  );
  const { problems, lacksRemote } = build;
  return { objects: items.map(({ object }) => object), problems, lacksRemote };
}

/** The kustomization file of a folder; undefined where it has none. */
export async function findKustomization(folder: string): Promise<string | undefined> {
  for (const name of kustomizationNames) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) return path;
  }
  return undefined;
}

class Build {
  readonly problems: Problem[] = [];
  /** Whether something remote was not fetched, so that what is not found may be there. */
  lacksRemote = false;
  /** Folders that are being built, so that a circle ends. */
  readonly #open: string[] = [];

  /** The items of a folder's kustomization; for a component, `before` with its changes. */
  async accumulate(folder: string, before: Item[]): Promise<Item[]> {
    const file = await findKustomization(folder);
    if (file === undefined) return this.#missing(folder, before);
    if (this.#open.includes(resolve(folder))) {
      this.problems.push({
        kind: 'reference',
        message: `${folder} includes itself`,
        position: { file, line: 1, column: 1 },
      });
      return before;
    }
    this.#open.push(resolve(folder));
    const parsed = parseYaml(await readFile(file, 'utf8'), file);
    this.problems.push(...parsed.problems);
    if (parsed.documents.length === 0 && parsed.problems.length === 0)
      this.problems.push({ kind: 'schema', message: 'it is empty', position: { file, line: 1, column: 1 } });
    const [raw = {}] = parsed.documents;
    const { kustomization, problems } = readKustomization(isMap(raw) ? raw : {});
    this.problems.push(...problems);
    const items = await this.#apply(kustomization, isMap(raw) ? raw : {}, folder, before);
    this.#open.pop();
    return items;
  }

  async #apply(kustomization: Kustomization, raw: object, folder: string, before: Item[]): Promise<Item[]> {
    const files: GeneratorFiles = { folder, readFile };
    const items = [...before];
    const at = (list: string, index: number) =>
      getPosition((raw as Record<string, object>)[list] ?? {}, index);
    for (const [index, path] of kustomization.resources.entries())
      items.push(...(await this.#resource(folder, path, at('resources', index))));
    for (const [index, generator] of kustomization.configMapGenerator.entries())
      await this.#generate(
        'ConfigMap',
        generator,
        kustomization,
        files,
        items,
        at('configMapGenerator', index),
      );
    for (const [index, generator] of kustomization.secretGenerator.entries())
      await this.#generate('Secret', generator, kustomization, files, items, at('secretGenerator', index));
    let all = items;
    for (const [index, path] of kustomization.components.entries())
      if (isRemote(path)) this.#absent(path, at('components', index));
      else all = await this.accumulate(normalize(join(folder, path)), all);
    for (const patch of kustomization.patches)
      this.problems.push(
        ...(await this.#reading(patch.path, () => applyPatch(all, patch, files, this.lacksRemote))),
      );
    transform(all, kustomization);
    return all;
  }

  async #resource(folder: string, path: string, position: Position | undefined): Promise<Item[]> {
    const target = normalize(join(folder, path));
    const found = await stat(target).catch(() => undefined);
    if (found?.isDirectory()) return this.accumulate(target, []);
    if (found === undefined) {
      this.#absent(path, position);
      return [];
    }
    const { objects, problems } = readObjects(await readFile(target, 'utf8'), target, '1.2');
    this.problems.push(...problems);
    return objects.map((object) => newItem(object));
  }

  async #generate(
    kind: 'ConfigMap' | 'Secret',
    generator: Generator,
    { generatorOptions }: Kustomization,
    files: GeneratorFiles,
    items: Item[],
    position: Position | undefined,
  ): Promise<void> {
    const made = await this.#reading(undefined, async () => {
      const { item, problems } = await generateObject(kind, generator, generatorOptions, files);
      return [...problems, ...mergeGenerated(items, item, generator, this.lacksRemote)];
    });
    for (const problem of made)
      this.problems.push(position === undefined ? problem : { position, ...problem });
  }

  /** Runs what reads files, and tells what could not be read. */
  async #reading(path: string | undefined, run: () => Promise<Problem[]>): Promise<Problem[]> {
    try {
      return await run();
    } catch (error) {
      const { path: file = path, code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      return [{ kind: 'reference', message: `${relative('.', file ?? '')} could not be read (${code})` }];
    }
  }

  #absent(path: string, position: Position | undefined): void {
    const kind = isRemote(path) ? 'unsupported' : 'reference';
    if (isRemote(path)) this.lacksRemote = true;
    const message = kind === 'reference' ? `there is no ${path}` : `${path} is remote, and not fetched`;
    this.problems.push({ kind, message, ...(position && { position }) });
  }

  #missing(folder: string, before: Item[]): Item[] {
    const message = 'there is no kustomization.yaml in this folder';
    this.problems.push({ kind: 'reference', message, position: { file: folder, line: 1, column: 1 } });
    return before;
  }
}

/** What kustomize would fetch: a URL, a user at a host, or a repository of GitHub (kustomize api/internal/git/repospec.go). */
function isRemote(path: string): boolean {
  return /^(git::|[a-z]+:\/\/|[^/@]+@[^/@]+[/:]|github\.com[/:])/i.test(path);
}
