import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { endWithThisProcess, removeAll, scratch } from '../form/index.ts';

/** A layout that `seaworthy image` wrote. */
export interface Built {
  readonly layout: string;
  /** Size of each blob that a registry would have to take, by digest. */
  readonly blobs: ReadonlyMap<string, number>;
  /** Of the whole command, its own start included. */
  readonly ms: number;
}

const command = join(import.meta.dirname, '../../packages/toolkit/dist/cli/main.js');

/** Builds a project by the command, as users do. */
export async function build(project: string, cache: string, flags: readonly string[] = []): Promise<Built> {
  const layout = join(scratch(), 'layout');
  const started = performance.now();
  const args = [command, 'image', project, '--output', layout, '--cache', cache, '--json', ...flags];
  const building = promisify(execFile)(process.execPath, args);
  endWithThisProcess(building.child);
  const { stdout } = await building;
  const ms = Math.round(performance.now() - started);
  return { layout, ms, blobs: blobsOf(JSON.parse(stdout) as Report) };
}

/** A copy of a project. */
export interface Copy extends Disposable {
  readonly folder: string;
  /** Adds a line to a file. */
  change(file: string, line: string): void;
}

/** A copy of a project beside it, so that its packages are found; removed when it is disposed of, or this process ends. */
export function copyOf(project: string): Copy {
  const folder = mkdtempSync(join(project, '.seaworthy-bench-'));
  const remove = () => removeAll(folder);
  process.once('exit', remove);
  for (const name of ['src', 'main.ts', 'main.go', 'go.mod', 'package.json'])
    if (existsSync(join(project, name))) cpSync(join(project, name), join(folder, name), { recursive: true });
  return {
    folder,
    change(file, line) {
      const path = join(folder, file);
      writeFileSync(path, `${readFileSync(path, 'utf8')}\n${line}\n`);
    },
    [Symbol.dispose]() {
      remove();
      process.off('exit', remove);
    },
  };
}

/** Bytes of the second build that the first has not. */
export function added(before: Built, after: Built): number {
  return [...after.blobs].reduce((sum, [digest, size]) => (before.blobs.has(digest) ? sum : sum + size), 0);
}

/** Whether two builds are the same bytes. */
export function isSame(one: Built, other: Built): boolean {
  return [...one.blobs.keys()].join() === [...other.blobs.keys()].join();
}

/** All bytes of a build. */
export function total({ blobs }: Built): number {
  return [...blobs.values()].reduce((sum, size) => sum + size, 0);
}

interface Report {
  readonly digest: string;
  readonly bytes: number;
  readonly platforms: readonly {
    readonly layers: readonly { readonly digest: string; readonly bytes: number }[];
  }[];
}

/** The layers, and the documents as one entry under the image's digest. */
function blobsOf({ digest, bytes, platforms }: Report): Map<string, number> {
  const layers = new Map(
    platforms.flatMap((it) => it.layers.map((layer) => [layer.digest, layer.bytes] as const)),
  );
  const documents = bytes - [...layers.values()].reduce((sum, size) => sum + size, 0);
  return layers.set(digest, documents);
}
