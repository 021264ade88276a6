import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { isMap } from '../is-map.ts';
import type { KubernetesObject } from '../object.ts';
import { getPosition, type Position } from '../position.ts';
import type { Problem } from '../problem.ts';
import { unreadable } from '../yaml/read-object-file.ts';
import { readObjects } from '../yaml/read-objects.ts';
import { parseYaml } from '../yaml/parse-yaml.ts';
import { contentHash } from './content-hash.ts';
import { generateObject, type GeneratorFiles } from './generate.ts';
import { newItem, type Item } from './item.ts';
import {
  kustomizationNames,
  readKustomization,
  type Generator,
  type Kustomization,
} from './kustomization.ts';
import { mergeGenerated } from './merge-generated.ts';
import { applyPatch } from './patch.ts';
import { placeOfPatch } from './read-patch.ts';
import { rename } from './rename.ts';
import { isRemote, outsideProblem, pathIn } from './paths.ts';
import { transform } from './transform.ts';
import { wholeProblems, type Role } from './whole.ts';

/** What a kustomization is built to. */
export interface Built {
  readonly objects: KubernetesObject[];
  readonly problems: Problem[];
  /** Whether something remote was not fetched, so that what is not among the objects may be there. */
  readonly lacksRemote: boolean;
  /** Whether something was not carried out, remote parts among it, so that kustomize may build other objects. */
  readonly isPartial: boolean;
}

/**
 * Builds the kustomization in `folder` as `kubectl kustomize` does, but keeps for each value the file and line that it
 * comes from. Fields that are not carried out, and remote parts, are told as problems of kind `unsupported`.
 */
export async function buildKustomization(folder: string): Promise<Built> {
  const build = new Build();
  const items = await build.accumulate(folder, [], 'root');
  build.tellUnfollowed(
    rename(items, (item) =>
      item.hashed ? `${item.object.metadata.name}-${contentHash(item.object)}` : undefined,
    ),
  );
  const { problems, lacksRemote, lacksFields } = build;
  const objects = items.map(({ object }) => object).filter((object) => !isLocal(object));
  return { objects, problems, lacksRemote, isPartial: lacksRemote || lacksFields };
}

/** What is there for the kustomization alone, such as the values of its replacements (kustomize api/resource/factory.go `DropLocalNodes`). */
function isLocal({ metadata }: KubernetesObject): boolean {
  return (metadata.annotations?.['config.kubernetes.io/local-config'] ?? 'false') !== 'false';
}

/** The kustomization file of a folder; undefined where it has none. */
export async function findKustomization(folder: string): Promise<string | undefined> {
  const [first] = await kustomizationsIn(folder);
  return first;
}

/** The files of a folder that kustomize would take for its kustomization; it refuses several. */
async function kustomizationsIn(folder: string): Promise<string[]> {
  const isFile = async (path: string) => (await stat(path).catch(() => undefined))?.isFile() === true;
  const paths = kustomizationNames.map((name) => join(folder, name));
  const found = await Promise.all(paths.map(isFile));
  return paths.filter((_, index) => found[index]);
}

/** The fields by which charts and plugins make objects. */
const makers = ['helmCharts', 'helmChartInflationGenerator', 'generators', 'transformers'] as const;

class Build {
  readonly problems: Problem[] = [];
  /** Whether something remote was not fetched, so that what is not found may be there. */
  lacksRemote = false;
  /** Whether a field of a kustomization was not carried out. */
  lacksFields = false;
  /** Whether a chart or a plugin was not run, so that what is not found may be of its making. */
  lacksMade = false;
  /** Folders that are being built, so that a circle ends. */
  readonly #open: string[] = [];

  /** The items of a folder's kustomization; for a component, `before` with its changes. */
  async accumulate(folder: string, before: Item[], role: Role): Promise<Item[]> {
    const [file, ...others] = await kustomizationsIn(folder);
    if (file === undefined) return this.#missing(folder, before);
    const fault = (kind: Problem['kind'], message: string) =>
      this.problems.push({ kind, message, position: { file, line: 1, column: 1 } });
    if (this.#open.includes(resolve(folder))) {
      fault('reference', `${folder} includes itself`);
      return before;
    }
    if (others.length > 0) fault('schema', `there is another kustomization beside it: ${others.join(', ')}`);
    this.#open.push(resolve(folder));
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      this.problems.push(unreadable(file, error));
      return undefined;
    });
    const parsed = parseYaml(text ?? '', file);
    this.problems.push(...parsed.problems);
    if (parsed.documents.length === 0 && parsed.problems.length === 0 && text !== undefined)
      fault('schema', 'it is empty');
    const [raw = {}] = parsed.documents;
    if (isMap(raw) && parsed.documents.length > 0) this.problems.push(...wholeProblems(raw, role));
    const { kustomization, problems } = readKustomization(isMap(raw) ? raw : {});
    if (problems.some(({ kind }) => kind === 'unsupported')) this.lacksFields = true;
    if (isMap(raw) && makers.some((field) => raw[field] != null)) this.lacksMade = true;
    this.problems.push(...problems);
    const items = await this.#apply(kustomization, isMap(raw) ? raw : {}, folder, before);
    this.#open.pop();
    return items;
  }

  async #apply(kustomization: Kustomization, raw: object, folder: string, before: Item[]): Promise<Item[]> {
    const items = [...before];
    const at = (list: string, index: number) =>
      getPosition((raw as Record<string, object>)[list] ?? {}, index);
    const filesAt = (position: Position | undefined): GeneratorFiles => ({
      folder,
      readFile: (path) => this.#read(folder, path, position),
    });
    for (const [index, path] of kustomization.resources.entries())
      items.push(...(await this.#resource(folder, path, at('resources', index))));
    for (const [kind, list] of [
      ['ConfigMap', 'configMapGenerator'],
      ['Secret', 'secretGenerator'],
    ] as const)
      for (const [index, generator] of kustomization[list].entries()) {
        const place = at(list, index);
        await this.#generate(kind, generator, kustomization, filesAt(place), items, place);
      }
    let all = items;
    for (const [index, path] of kustomization.components.entries())
      if (isRemote(path)) this.#absent(path, at('components', index));
      else all = await this.accumulate(pathIn(folder, path), all, 'components');
    for (const patch of kustomization.patches) {
      const place = placeOfPatch(patch);
      const files = filesAt(place);
      this.problems.push(
        ...(await this.#reading(patch.path, place, () => applyPatch(all, patch, files, this.#elsewhere()))),
      );
    }
    const unfit = transform(all, kustomization);
    for (const index of unfit.replicas) this.#notReplicated(kustomization, index, at('replicas', index));
    this.tellUnfollowed(unfit.references);
    return all;
  }

  /** What is not carried out may have kustomize follow them: its `configurations` do. */
  tellUnfollowed(references: readonly Problem[]): void {
    if (!this.lacksFields) this.problems.push(...references);
  }

  async #resource(folder: string, path: string, position: Position | undefined): Promise<Item[]> {
    const target = pathIn(folder, path);
    const found = await stat(target).catch(() => undefined);
    if (found?.isDirectory() && isAbsolute(path)) {
      this.problems.push({
        kind: 'reference',
        message: `${path} is a folder by an absolute path`,
        position,
      });
      return [];
    }
    if (found?.isDirectory()) return this.accumulate(target, [], 'resources');
    if (found === undefined) {
      this.#absent(path, position);
      return [];
    }
    const items: Item[] = [];
    const problems = await this.#reading(path, position, async () => {
      const read = readObjects(String(await this.#read(folder, target, position)), target, '1.2');
      items.push(...read.objects.map((object) => newItem(object)));
      return read.problems.map(asResource);
    });
    this.problems.push(...problems);
    return items;
  }

  async #read(folder: string, path: string, position: Position | undefined): Promise<Buffer> {
    const outside = await outsideProblem(folder, path, position);
    if (outside !== undefined) this.problems.push(outside);
    return readFile(path);
  }

  async #generate(
    kind: 'ConfigMap' | 'Secret',
    generator: Generator,
    { generatorOptions }: Kustomization,
    files: GeneratorFiles,
    items: Item[],
    position: Position | undefined,
  ): Promise<void> {
    const made = await this.#reading(undefined, position, async () => {
      const { item, problems } = await generateObject(kind, generator, generatorOptions, files);
      return [...problems, ...mergeGenerated(items, item, generator, this.#elsewhere())];
    });
    for (const problem of made)
      this.problems.push(position === undefined ? problem : { position, ...problem });
  }

  /** Runs what reads files, and tells what could not be read. */
  async #reading(
    path: string | undefined,
    position: Position | undefined,
    run: () => Promise<Problem[]>,
  ): Promise<Problem[]> {
    try {
      return await run();
    } catch (error) {
      const { path: file = path, code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      const message = `${relative('.', file ?? '')} could not be read (${code})`;
      return [{ kind: 'reference', message, position }];
    }
  }

  #notReplicated({ replicas }: Kustomization, index: number, position: Position | undefined): void {
    const name = replicas[index]?.name ?? '';
    const elsewhere = this.#elsewhere();
    const message =
      elsewhere === undefined
        ? `there is no workload ${name} to give replicas to`
        : `replicas for ${name} may be for ${elsewhere}`;
    this.problems.push({ kind: elsewhere === undefined ? 'reference' : 'unsupported', message, position });
  }

  /** What may hold what is not found, in words. */
  #elsewhere(): string | undefined {
    if (this.lacksRemote) return 'what is remote';
    return this.lacksMade ? 'what a chart or plugin makes' : undefined;
  }

  #absent(path: string, position: Position | undefined): void {
    const kind = isRemote(path) ? 'unsupported' : 'reference';
    if (isRemote(path)) this.lacksRemote = true;
    const message = kind === 'reference' ? `there is no ${path}` : `${path} is remote, and not fetched`;
    this.problems.push({ kind, message, position });
  }

  #missing(folder: string, before: Item[]): Item[] {
    const message = 'there is no kustomization.yaml in this folder';
    this.problems.push({ kind: 'reference', message, position: { file: folder, line: 1, column: 1 } });
    return before;
  }
}

/** What is no object is passed over elsewhere, but kustomize refuses it. */
function asResource(problem: Problem): Problem {
  const isNoObject = problem.kind === 'unsupported' && problem.path === undefined;
  return isNoObject ? { ...problem, kind: 'schema' } : problem;
}
