import { Command } from 'commander';
import type { InitFlags } from './init/run.ts';
import { projectOptions } from './project-options.ts';

/** `seaworthy init`: brings a repository to Kubernetes. */
export function initCommand(): Command {
  const { entry, language, conditions } = projectOptions();
  return new Command('init')
    .description('Writes a Dockerfile, a contract, manifests and a workflow for a Node or Go service.')
    .argument('[folder]', 'where package.json or go.mod is', '.')
    .addOption(entry)
    .addOption(language)
    .addOption(conditions)
    .option(
      '--manifests <path>',
      'manifests, or a Helm chart, that are there: none are written, and the workflow checks these',
    )
    .option('--force', 'overwrite files that differ, without asking')
    .option('--dry-run', 'write nothing; show the differences')
    .option('--json', 'one JSON object on standard output; nothing is asked')
    .action(async (folder: string, flags: InitFlags) => {
      const { runInit } = await import('./init/run.ts');
      await runInit(folder, flags);
    });
}
