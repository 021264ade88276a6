import { stripVTControlCharacters } from 'node:util';
import type { ExecResult } from '../engines/index.ts';

/** Why the command of a probe or hook is not over though it has ended. */
export const LEFT_OPEN = 'its command has ended, and what it left in the background holds its output open';

/** So much of what a command wrote is told. In characters. */
const TOLD = 300;

/** How the command of a probe or hook ended, in one line, with what it wrote, as the kubelet's events have it. */
export function exitWords({ code, output }: ExecResult): string {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return [`exit status ${code}`, ...(lines.length > 0 ? [lines.join('; ').slice(0, TOLD)] : [])].join(': ');
}
