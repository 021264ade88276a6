import { spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

/** What a run of the command gave. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Kept between test runs on one machine: Node's layer takes long. */
export const cacheFolder = resolve('node_modules/.cache/seaworthy/images');
const main = join(import.meta.dirname, '../../src/cli/main.ts');

/** Runs `seaworthy image` from source, as a process of its own. */
export async function seaworthyImage(
  args: readonly string[],
  {
    env = {},
    cwd,
    during,
  }: { env?: Record<string, string>; cwd?: string; during?: (child: ChildProcess) => void } = {},
): Promise<Run> {
  const flags = ['--conditions=seaworthy-source', main, 'image', '--conditions', 'seaworthy-source'];
  const child = spawn(process.execPath, [...flags, '--cache', cacheFolder, ...args], {
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  during?.(child);
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}
