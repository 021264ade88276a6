import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { openBuildCache, startableProgram } from '../../src/image/index.ts';
import { NODE_VERSION } from '../../src/image/node/index.ts';
import { buildNodeProgram, type NodeProgram } from '../../src/image/program/node-program.ts';
import { readProject } from '../../src/project/index.ts';
import { cacheFolder } from './command.ts';

/** What the service prints that is bundled, warmed up, and laid out as in its image. */
export async function outputOfImage(root: string): Promise<string> {
  await using placed = await startableProgram(await readProject(root, { conditions: ['seaworthy-source'] }));
  const [program, ...args] = placed.command;
  return execFileSync(program, args, { cwd: placed.folder }).toString().trim();
}

/** What it prints when it is started from its source. */
export function outputOfSource(root: string, entry: string): string {
  return execFileSync(process.execPath, [join(root, entry)], { cwd: root })
    .toString()
    .trim();
}

/** The service as it is built for an image, by the image's Node, and what is told of that. Without `startCache` no Node is fetched. */
export async function builtProgram(root: string, { startCache = true } = {}): Promise<NodeProgram> {
  const project = await readProject(root, { conditions: ['seaworthy-source'] });
  return buildNodeProgram(project, {
    settings: project.packageJson?.seaworthy?.image ?? {},
    node: NODE_VERSION,
    startCache,
    onMinimalBase: true,
    layerOptions: { cache: openBuildCache(cacheFolder), compression: 'gzip', time: 0 },
  });
}
