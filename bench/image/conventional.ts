import { execFile } from 'node:child_process';
import { cp, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { scratch } from '../form/index.ts';

const run = promisify(execFile);
const project = join(import.meta.dirname, 'programs/conventional');

/** What a Dockerfile that copies `node_modules` and the source makes, layer by layer. */
export interface Conventional {
  /** Where `main.mjs` lies beside its `node_modules`. */
  readonly folder: string;
  /** Node with all its symbols; packages; source. Without the distribution below them, which can't be had here. */
  readonly layerBytes: readonly number[];
  /** Of the layer with the source. */
  readonly sourceBytes: number;
  readonly buildMs: number;
}

/** Installs the packages of the lock file as a Dockerfile would, and packs the layers. @throws where npm can't */
export async function conventional(): Promise<Conventional> {
  const folder = scratch();
  for (const file of ['package.json', 'package-lock.json']) await cp(join(project, file), join(folder, file));
  const started = performance.now();
  await run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
  await cp(join(project, 'main.ts'), join(folder, 'main.mjs'));
  const node = await packed(dirname(process.execPath), ['node']);
  const modules = await packed(folder, ['node_modules']);
  const source = await packed(folder, ['main.mjs', 'package.json']);
  return {
    folder,
    layerBytes: [node, modules, source],
    sourceBytes: source,
    buildMs: Math.round(performance.now() - started),
  };
}

async function packed(folder: string, names: readonly string[]): Promise<number> {
  const archive = join(scratch(), 'layer.tar.gz');
  await run('tar', ['-czf', archive, '-C', folder, ...names]);
  return (await stat(archive)).size;
}
