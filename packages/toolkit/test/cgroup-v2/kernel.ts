import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const KERNEL = '/usr/bin/linux.uml';
const INIT = fileURLToPath(new URL('init.sh', import.meta.url));
/** Of the machine that the kernel believes in. */
const MEMORY = '4G';

/** Why no kernel of its own can be run here; undefined where it can. */
export function whyNoKernel(): string | undefined {
  if (!existsSync(KERNEL)) return 'user-mode-linux is not installed';
  return process.getuid?.() === 0 ? undefined : 'only root may make control groups';
}

/**
 * Runs a script of the shell under a kernel that has cgroup version 2 alone, on this machine's files.
 *
 * @param folder for its files; removed by the caller
 * @param timeoutMs after which the kernel is killed, milliseconds
 * @returns whether the kernel came to run it, and what came on its console
 */
export async function runOnVersion2(
  script: string,
  folder: string,
  timeoutMs: number,
): Promise<{ readonly started: boolean; readonly log: string }> {
  // By a file: the length of a kernel's command line is limited.
  const job = join(folder, 'job.sh');
  const mark = join(folder, 'started');
  writeFileSync(job, `: > ${mark}\nexport HOME=/root PATH='${process.env['PATH'] ?? ''}'\n${script}\n`);
  const disk = ['rootfstype=hostfs', 'rootflags=/', 'rw'];
  const console = ['con=null', 'con0=null,fd:1', 'quiet'];
  // What the kernel does not know it hands to its first program as a variable.
  const args = [...disk, ...console, `mem=${MEMORY}`, 'cgroup_no_v1=all', `init=${INIT}`, `JOB=${job}`];
  const kernel = spawn(KERNEL, args, { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  const { pid } = kernel;
  // It is several processes.
  const killed = setTimeout(() => pid !== undefined && process.kill(-pid, 'SIGKILL'), timeoutMs);
  const log = await text(kernel.stdout);
  clearTimeout(killed);
  return { started: existsSync(mark), log };
}
