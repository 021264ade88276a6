import { Command, InvalidArgumentError, Option } from 'commander';
import { ToolkitError } from '../../errors.ts';
import type { Engine, Platform } from '../../image/index.ts';
import type { ImageFlags } from './image/run.ts';
import { projectOptions } from './project-options.ts';

const architectures: Readonly<Record<string, Platform['architecture']>> = {
  'linux/amd64': 'amd64',
  'linux/arm64': 'arm64',
};
const engineNames: readonly Engine[] = ['podman', 'docker', 'kind'];

/** `seaworthy image`: builds the image of a service, and brings it where it is wanted. */
export function imageCommand(): Command {
  const { entry, language, conditions } = projectOptions();
  return new Command('image')
    .description('Builds the image of a service, without a daemon.')
    .argument('[folder]', 'where package.json or go.mod is', '.')
    .option('-t, --tag <name>', 'name of the image, such as registry.example/team/shop:1.2')
    .option('-o, --output <path>', 'write it: an archive for *.tar, else an OCI image layout')
    .option('--push', 'push it to the registry of its name')
    .addOption(
      new Option('--load <engine>', 'load it into an engine of this machine').choices([...engineNames]),
    )
    .option('--platform <list>', 'linux/amd64, linux/arm64 or both', parsePlatforms)
    .addOption(entry)
    .addOption(language)
    .addOption(conditions)
    .addOption(
      new Option('--base <image@digest>', 'image to stand on instead of the minimal base').conflicts(
        'timeZones',
      ),
    )
    .option('--node <version>', 'exact version of Node')
    .option('--ldflags <flags>', 'of Go’s linker, such as "-X main.version=1.2.3"')
    .option('--zstd', 'pack layers with zstd: a quarter smaller, unknown to old engines')
    .option('--time-zones', 'add the time zone database to the minimal base')
    .option('--no-start-cache', 'do not start the service at build time to keep what V8 compiles')
    .option('--env <NAME=value>', 'environment variable of the image; repeatable', collectPairs)
    .option('--label <name=value>', 'label of the image; repeatable', collectPairs)
    .option(
      '--mount-from <repository>',
      'repository of the same registry with layers in common; repeatable',
      collect,
    )
    .option('--insecure', 'speak plain HTTP to registries')
    .option('--cache <folder>', 'where layers are kept between builds')
    .option('--json', 'one JSON object on standard output')
    .action(async (folder: string, flags: ImageFlags) => {
      const { runImage } = await import('./image/run.ts');
      await runImage(folder, flags);
    });
}

function parsePlatforms(text: string): Platform['architecture'][] {
  return text.split(',').map((name) => {
    const found = architectures[name.trim()];
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`It is ${Object.keys(architectures).join(' or ')}.`);
  });
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function collectPairs(pair: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
  if (name === undefined || value === undefined)
    throw new ToolkitError('SW_COMMAND_USAGE', { what: `"${pair}" is not of the form NAME=value` });
  return { ...before, [name]: value };
}
