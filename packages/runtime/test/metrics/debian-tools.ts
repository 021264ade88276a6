import { spawnSync } from 'node:child_process';

/** Why a test of a program of Debian's package `prometheus` is skipped; empty when the program is there. */
export function missing(program: 'promtool' | 'prometheus'): string {
  const { status } = spawnSync(program, ['--version'], { stdio: 'ignore' });
  return status === 0 ? '' : ` (skipped: ${program} is not installed; Debian package prometheus)`;
}

/** Runs promtool. */
export function promtool(args: readonly string[], input = ''): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}
