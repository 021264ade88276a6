import { readdir, readFile } from 'node:fs/promises';
import { extname, join, normalize, resolve } from 'node:path';
import { findKustomization } from '../kustomize/index.ts';
import type { Problem } from '../problem.ts';
import { unreadable } from '../yaml/read-object-file.ts';
import { parseYaml } from '../yaml/parse-yaml.ts';

/** What a folder and the folders in it hold, each part in one order on every machine. */
export interface ManifestFolder {
  /** Folders with a kustomization. */
  readonly kustomizations: readonly Kustomized[];
  /** Files of manifests that belong to no kustomization. */
  readonly plainFiles: readonly string[];
  /** Folders of Helm charts: templates are no manifests before they are filled in. */
  readonly charts: readonly string[];
  /** Folders that cannot be read. */
  readonly problems: readonly Problem[];
}

/** A folder with a kustomization, and what that says. */
export interface Kustomized {
  readonly folder: string;
  /** The file's one document; undefined where it is no YAML. */
  readonly raw: unknown;
}

const extensions = new Set(['.yaml', '.yml', '.json']);

/**
 * Looks through a folder. A file belongs to a kustomization where it stands below its folder, or where the kustomization
 * names it, as with patches that several share.
 */
export async function readFolder(path: string): Promise<ManifestFolder> {
  const root = normalize(path);
  const kustomizations: Kustomized[] = [];
  const charts: string[] = [];
  const files: string[] = [];
  const problems: Problem[] = [];
  const walk = async (folder: string, owned: boolean): Promise<void> => {
    const kustomization = await findKustomization(folder);
    if (kustomization !== undefined) {
      // What cannot be read is told where it is built.
      const text = await readFile(kustomization, 'utf8').catch(() => '');
      const [raw] = parseYaml(text, kustomization).documents;
      kustomizations.push({ folder, raw });
    }
    const entries = await sortedEntries(folder).catch((error: unknown) => {
      problems.push(unreadable(folder, error));
      return [];
    });
    const isChart = entries.some(({ name }) => name === 'Chart.yaml');
    if (isChart && !owned) charts.push(folder);
    const isOwned = owned || isChart || kustomization !== undefined;
    // Hidden files are an editor's, such as the link that Emacs keeps beside a file with unsaved changes.
    for (const entry of entries.filter(({ name }) => !name.startsWith('.'))) {
      const inner = join(folder, entry.name);
      if (!entry.isDirectory()) {
        if (!isOwned && extensions.has(extname(entry.name))) files.push(inner);
      } else if (entry.name !== 'node_modules') await walk(inner, isOwned);
    }
  };
  await walk(root, false);
  const named = new Set(kustomizations.flatMap(({ folder, raw }) => namedPaths(folder, raw)));
  return { kustomizations, charts, problems, plainFiles: files.filter((file) => !named.has(resolve(file))) };
}

/** Every text of a kustomization as a path, also after the `key=` of a generator's file. */
function namedPaths(folder: string, raw: unknown): string[] {
  if (typeof raw === 'string')
    return [raw, raw.slice(raw.indexOf('=') + 1)].map((text) => resolve(folder, text));
  if (typeof raw !== 'object' || raw === null) return [];
  return Object.values(raw).flatMap((part: unknown) => namedPaths(folder, part));
}

/** By code unit, so that every machine reads in one order. */
async function sortedEntries(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
