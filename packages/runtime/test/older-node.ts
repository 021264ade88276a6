/** A Node that is too old for the packages, where this machine has one. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Its path, or undefined. The workspace's own Node, first on the path, is no such one. */
export const olderNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .find((path) => existsSync(path) && Number.parseInt(versionOf(path).slice(1), 10) < 24);

/** For a test's title: what it lacks, or nothing. */
export const olderNodeMissing = olderNode === undefined ? ' (skipped: no Node before 24 on the path)' : '';

function versionOf(path: string): string {
  return execFileSync(path, ['--version'], { encoding: 'utf8' });
}
