/** The gate without its tests: every step runs, and the failures are listed at the end. */
import { spawnSync } from 'node:child_process';

const steps: Record<string, readonly string[]> = {
  format: ['oxfmt', '--check', '.'],
  lint: ['oxlint', '--type-aware', '--deny-warnings'],
  types: ['npm', 'run', '--silent', 'types'],
  generated: ['node', '--conditions=seaworthy-source', 'scripts/generate.ts', '--check'],
  unused: ['knip'],
  build: ['node', 'scripts/build.ts'],
  published: ['npm', 'run', '--silent', 'published'],
};

const failed: string[] = [];
for (const [name, [command = '', ...args]] of Object.entries(steps)) {
  console.log(`\n— ${name}: ${command} ${args.join(' ')}`);
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  // The tool could not be run at all.
  if (error) console.error(error.message);
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`\nfailed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
