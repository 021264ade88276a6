import { spawn } from 'node:child_process';
import { spawned } from '../../exhaustion.ts';

/** Environment of the machine's tools: nothing of the container's may change what they do. */
export const toolEnv = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };

/**
 * Runs a tool of this machine to its end.
 *
 * @throws Error with what it said, where it fails or is missing; ToolkitError SW_MACHINE_EXHAUSTED
 */
export async function runTool(command: string, args: readonly string[], input = ''): Promise<void> {
  // Ctrl-C in a terminal is for every process of this one's group, and a tool that dies of it would be told as its own failure.
  const child = spawn(command, args, { env: toolEnv, detached: true, stdio: ['pipe', 'ignore', 'pipe'] });
  await spawned(child);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  child.once('error', reject);
  child.once('close', (code) => {
    if (code === 0) resolve();
    else reject(new Error(`${command} failed: ${said.trim() || `exit status ${code}`}`));
  });
  child.stdin.once('error', () => {}); // It ended before it read; its exit status says the rest.
  child.stdin.end(input);
  return promise;
}
