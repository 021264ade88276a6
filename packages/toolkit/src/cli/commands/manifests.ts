import { Command, Option } from 'commander';
import type { ManifestFlags } from './manifests/run.ts';
import { list, projectOptions } from './project-options.ts';

/** `seaworthy manifests`: writes Kubernetes manifests from the contract, or checks existing ones against it. */
export function manifestsCommand(): Command {
  const { entry, language, conditions } = projectOptions();
  return new Command('manifests')
    .description(
      'Writes Kubernetes manifests from the contract of a service, or checks existing ones against it.',
    )
    .argument('[folder]', 'where package.json, go.mod or seaworthy.yaml is', '.')
    .option('-o, --output <folder>', 'where manifests are written, relative to the folder', 'deploy')
    .addOption(
      new Option(
        '--check [path]',
        'write nothing; show where manifests, relative to the folder or - for standard input, contradict the contract (default: the output folder)',
      ).conflicts(['image', 'measureStart', 'force']),
    )
    .option('--image <name>', 'the image without its tag (default: the name of the service)')
    .option('--contract <file>', 'read the contract from this file instead of the service')
    .option('--measure-start', 'start the service three times, and let the startup probe follow from it')
    .option('--kubernetes <list>', 'versions that manifests must fit, such as 1.36,1.37', list)
    .addOption(entry)
    .addOption(language)
    .addOption(conditions)
    .option('--force', 'overwrite generated files that somebody else wrote')
    .option('--dry-run', 'write nothing; show the differences')
    .option('--json', 'one JSON object on standard output')
    .action(async (folder: string, flags: ManifestFlags) => {
      const { runManifests } = await import('./manifests/run.ts');
      await runManifests(folder, flags);
    });
}
