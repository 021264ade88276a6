import type { Container } from '../../model/index.ts';
import type { ManifestOptions } from '../options.ts';
import { note, type Annotated } from '../text/index.ts';

/** Name of the init container that brings the schema up to date. */
export const MIGRATION_CONTAINER = 'migrate';

/**
 * The init container for migrations: the service's own container with another command. Undefined where the contract has
 * nothing to migrate.
 */
export function migrationContainer(
  { contract }: ManifestOptions,
  container: Annotated<Container>,
): Annotated<Container> | undefined {
  const { command, migrateCommand } = contract;
  if (migrateCommand === undefined) return undefined;
  const { image, env, envFrom, resources, securityContext, volumeMounts } = container as Container;
  const isSuffix =
    migrateCommand.length > command.length && command.every((word, index) => migrateCommand[index] === word);
  const run = isSuffix
    ? {
        args: note(
          migrateCommand.slice(command.length),
          'After the image\u2019s own ENTRYPOINT. A failure stops the rollout: the old pods go on serving.',
        ),
      }
    : { command: note([...migrateCommand], 'A failure stops the rollout: the old pods go on serving.') };
  return {
    name: MIGRATION_CONTAINER,
    image,
    ...run,
    envFrom,
    env,
    resources,
    securityContext,
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts,
  };
}
