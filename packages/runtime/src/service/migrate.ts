import { ExitCode } from '@seaworthy/contract';
import type { ConfigShape } from '../config/index.ts';
import { SeaworthyError } from '../errors.ts';
import {
  baseline,
  describePending,
  describePlan,
  migrate,
  previewMigrate,
  readPlan,
  revert,
} from '../migrations/index.ts';
import type { MigrateCommand } from './command-line.ts';
import type { ServiceDefinition } from './definition.ts';
import { databaseOf, migrateOptions } from './migrations.ts';
import type { Prepared } from './prepare.ts';
import { print } from './print.ts';

/**
 * `node main.js migrate`: what an init container runs.
 *
 * @throws SeaworthyError SW_DEFINITION, SW_CONFIG_INVALID or SW_USAGE, and what {@link migrate} throws
 */
export async function runMigrate<Shape extends ConfigShape>(
  { action, to, timeoutMs }: MigrateCommand,
  definition: ServiceDefinition<Shape>,
  prepared: Prepared<Shape>,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { clock, bus, development } = prepared;
  const stated = await migrateOptions(definition, databaseOf(definition, prepared), {
    clock,
    signal,
    emit: (event) => bus.emit(event),
  });
  const settings = { ...stated.settings, ...(timeoutMs !== undefined && { databaseTimeoutMs: timeoutMs }) };
  const options = { ...stated, settings, to };
  switch (action) {
    case 'up':
      await migrate(options);
      return ExitCode.ok;
    case 'baseline':
      await baseline(options);
      return ExitCode.ok;
    case 'down':
      if (!development)
        throw new SeaworthyError('SW_USAGE', {
          what: '`migrate --down` is for development only: what it takes back, data and all, is lost',
          fix: 'Write a new migration that undoes the change.',
        });
      await revert(options);
      return ExitCode.ok;
    case 'dry-run':
      await print(describePending(await previewMigrate(options)));
      return ExitCode.ok;
    case 'status': {
      const plan = await readPlan(options);
      await print(describePlan(options.migrations, plan));
      if (plan.problems.length > 0) return ExitCode.migrationRefused;
      return plan.pending.length > 0 ? ExitCode.migrationsPending : ExitCode.ok;
    }
  }
}
