import { Command, Option } from 'commander';
import type { InitFlags } from './init/run.ts';

/** `seaworthy init`: brings a repository to Kubernetes. */
export function initCommand(): Command {
  return new Command('init')
    .description('Writes a Dockerfile, a contract, manifests and a workflow for a Node or Go service.')
    .argument('[folder]', 'where package.json or go.mod is', '.')
    .option('--entry <path>', 'what the service starts with')
    .addOption(new Option('--language <name>', 'of a folder that has both').choices(['node', 'go']))
    .option('--conditions <list>', 'export conditions to resolve packages with', (text) => text.split(','))
    .option('--force', 'overwrite files that differ, without asking')
    .option('--dry-run', 'write nothing; show the differences')
    .option('--json', 'one JSON object on standard output; nothing is asked')
    .action(async (folder: string, flags: InitFlags) => {
      const { runInit } = await import('./init/run.ts');
      await runInit(folder, flags);
    });
}
