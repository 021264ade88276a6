import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { Command } from 'commander';
import { defaultCacheFolder } from '../file-system/cache-folder.ts';
import { imageCommand } from './commands/image.ts';
import { initCommand } from './commands/init.ts';
import { manifestsCommand } from './commands/manifests.ts';
import { rehearseCommand } from './commands/rehearse.ts';
import { runProgram } from './program.ts';

/** Runs the command with its arguments and returns the exit status. */
export function seaworthy(args: readonly string[]): Promise<number> {
  // Not where Node would keep it, a folder that all users of a machine share.
  enableCompileCache(join(defaultCacheFolder(), 'compiled'));
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const program = new Command('seaworthy')
    .description('Packs, describes, checks and rehearses a service for Kubernetes.')
    .version(version)
    .addCommand(initCommand())
    .addCommand(imageCommand())
    .addCommand(manifestsCommand())
    .addCommand(rehearseCommand());
  return runProgram(program, args);
}
