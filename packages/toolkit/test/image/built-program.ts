import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { placeNodeProgram } from '../../src/image/index.ts';
import { readProject } from '../../src/project/index.ts';

/** What the service prints that is bundled, warmed up, and laid out as in its image. */
export async function outputOfImage(root: string): Promise<string> {
  await using placed = await placeNodeProgram(await readProject(root), process.execPath);
  return execFileSync(process.execPath, [join(placed.folder, 'main.js')], { cwd: placed.folder })
    .toString()
    .trim();
}

/** What it prints when it is started from its source. */
export function outputOfSource(root: string, entry: string): string {
  return execFileSync(process.execPath, [join(root, entry)], { cwd: root })
    .toString()
    .trim();
}
