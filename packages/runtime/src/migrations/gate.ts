import type { RuntimeEvent } from '../events.ts';
import { orAbort } from '../or-abort.ts';
import type { CheckOptions } from '../probes/index.ts';
import type { MigrationDatabase } from './database.ts';
import { History } from './history.ts';
import type { LoadedMigration } from './migration.ts';
import { planOf, versionOf, type Plan } from './plan.ts';
import { schemaEvent } from './schema-version.ts';

/** Keeps a service from working on a schema that is older than its code. */
export interface SchemaGate {
  /** For readiness: fails until the schema has what the code needs, and asks nothing more from then on. */
  readonly check: CheckOptions;
  /** Resolves when it has. @throws the signal's reason once `signal` aborts */
  passed(signal: AbortSignal): Promise<void>;
}

/** What the gate looks at. */
export interface SchemaGateOptions {
  readonly service: string;
  readonly migrations: readonly LoadedMigration[];
  readonly database: MigrationDatabase;
  readonly emit: (event: RuntimeEvent) => void;
}

/**
 * A gate for the service's start. A schema newer than the code passes: during a rollout and after a rollback it is, and
 * is made so that the code before it still works (docs/guides/migrations.md).
 */
export function schemaGate({ service, migrations, database, emit }: SchemaGateOptions): SchemaGate {
  const history = new History(service);
  const opened = Promise.withResolvers<void>();
  const code = versionOf(migrations);
  let open = false;
  let told: number | undefined;
  return {
    passed: (signal) => orAbort(opened.promise, signal),
    check: {
      name: 'schema',
      intervalMs: 2000,
      failureThreshold: 1,
      async run(signal) {
        if (open) return;
        const applied = await database.connect((client) => history.read(client), signal);
        const plan = planOf(migrations, applied);
        const event = schemaEvent(plan, versionOf(applied), code);
        if (event.database !== told) emit(event);
        told = event.database;
        if (event.state === 'older')
          throw new Error(
            `the schema is at version ${told}, the code needs ${code}: ${lackOf(plan)} not applied`,
          );
        open = true;
        opened.resolve();
      },
    },
  };
}

/** The migrations that are missing, by the first: one that comes late is below the schema's version. */
function lackOf({ pending }: Plan): string {
  const [first] = pending;
  return pending.length > 1 ? `${first?.name} and ${pending.length - 1} more are` : `${first?.name} is`;
}
