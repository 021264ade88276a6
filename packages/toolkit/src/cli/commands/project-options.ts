import { InvalidArgumentError, Option } from 'commander';

/** The options of each command that reads a project: `--entry`, `--language`, `--conditions`. */
export function projectOptions() {
  return {
    entry: new Option('--entry <path>', 'what the service starts with'),
    language: new Option('--language <name>', 'of a folder that has both').choices(['node', 'go']),
    conditions: new Option('--conditions <list>', 'export conditions to resolve packages with').argParser(
      list,
    ),
  };
}

/** Names with commas between them. An option that is given again adds to the one before. */
export function list(text: string, before: readonly string[] = []): string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.includes('')) throw new InvalidArgumentError('It must be names with commas between them.');
  return [...before, ...parts];
}
