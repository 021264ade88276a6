import { Command } from 'commander';

/** `seaworthy image`: builds the image of a service. */
export function imageCommand(): Command {
  return new Command('image').description('Builds the image of a service, without a daemon.');
}
