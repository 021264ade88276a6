import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** What a run of the command gave. */
export interface Run {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The arguments of Node with which `seaworthy rehearse` runs from source. */
export const rehearseFromSource = [
  '--conditions=seaworthy-source',
  join(import.meta.dirname, '../../../src/cli/main.ts'),
  'rehearse',
];

/** Runs `seaworthy rehearse` from source, as a process of its own. */
export function seaworthyRehearse(...args: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...rehearseFromSource, ...args], (error, stdout, stderr) =>
      resolve({ stdout, stderr, code: error?.code ?? 0 }),
    );
  });
}
