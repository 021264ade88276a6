import { SeaworthyError } from '../errors.ts';
import { retry, type StartContext } from '../lifecycle/index.ts';
import { failureText } from '../probes/index.ts';
import { sqlStateOf } from '../sql-state.ts';
import { answeredInTime } from './answer-deadline.ts';
import { recordAll } from './baseline.ts';
import type { MigrationClient, MigrationDatabase } from './database.ts';
import { History } from './history.ts';
import { inTurn } from './locks.ts';
import type { LoadedMigration } from './migration.ts';
import { planOf, versionOf, type Plan } from './plan.ts';
import { runOne, type RunContext } from './run-one.ts';
import { schemaEvent } from './schema-version.ts';
import { completeSettings, type MigrationSettings } from './settings.ts';

/** What is migrated, and how. */
export interface MigrateOptions extends StartContext {
  /** Under which name they are kept in the history: several services may share a database. */
  readonly service: string;
  readonly migrations: readonly LoadedMigration[];
  readonly database: MigrationDatabase;
  readonly settings?: MigrationSettings | undefined;
  /** Up to and including this version; downwards: what came after it. Default: all; downwards: only the last. */
  readonly to?: number | undefined;
}

/** A connection lost so often in the middle of migrating may have been broken by a migration. */
const MOST_LOSSES = 3;

/**
 * Applies what is pending, each migration once, however many processes do so at the same time: one at a time does the
 * work and the others find it done.
 *
 * @returns the names of what was applied
 * @throws SeaworthyError SW_MIGRATION_REFUSED, SW_MIGRATION_FAILED, SW_MIGRATION_LOCKED or SW_SERVER_UNAVAILABLE
 */
export function migrate(options: MigrateOptions): Promise<readonly string[]> {
  return run(options, (plan) => due(plan, options), inTurnOf('up'));
}

/**
 * Records what is pending up to and including `to` as applied, and runs nothing of it: for a database that has come to that schema in
 * another way, once. From there on {@link migrate} applies what comes after it. Where it was done before, nothing is.
 *
 * @returns the names of what was recorded
 * @throws SeaworthyError SW_MIGRATION_REFUSED where the database has no tables, or has had migrations applied already; and as {@link migrate} does
 */
export function baseline(options: MigrateOptions): Promise<readonly string[]> {
  const { migrations, service } = options;
  const choose = (plan: Plan) => {
    const chosen = due(plan, options);
    const hasHistory = plan.pending.length < migrations.length || plan.newer.length > 0;
    if (chosen.length > 0 && hasHistory) throw notFirst(chosen, service);
    return chosen;
  };
  return run(options, choose, async (chosen, context, done) => {
    await recordAll(chosen, context);
    done.push(...chosen.map(({ name }) => name));
  });
}

/**
 * What {@link migrate} would apply now. It changes nothing.
 *
 * @throws SeaworthyError SW_MIGRATION_REFUSED or SW_SERVER_UNAVAILABLE
 */
export async function previewMigrate(options: MigrateOptions): Promise<readonly LoadedMigration[]> {
  const plan = await readPlan(options);
  assertFits(plan, options);
  return due(plan, options);
}

/**
 * Takes back what was applied, the latest first. For development: production goes forward.
 *
 * @returns the names of what was taken back
 * @throws SeaworthyError as {@link migrate} does
 */
export function revert(options: MigrateOptions): Promise<readonly string[]> {
  const { to, migrations } = options;
  const choose = ({ pending }: Plan) => {
    const applied = migrations.filter((migration) => !pending.includes(migration)).toReversed();
    return to === undefined ? applied.slice(0, 1) : applied.filter(({ version }) => version > to);
  };
  return run(options, choose, inTurnOf('down'));
}

/**
 * How the database stands to the program's migrations. It changes nothing.
 *
 * @throws SeaworthyError SW_SERVER_UNAVAILABLE
 */
export function readPlan(options: MigrateOptions): Promise<Plan> {
  const history = new History(options.service);
  return connected(options, async ({ own }) => planOf(options.migrations, await history.read(own)));
}

function due({ pending }: Plan, { to = Infinity }: MigrateOptions): readonly LoadedMigration[] {
  return pending.filter(({ version }) => version <= to);
}

function assertFits({ problems }: Plan, { service }: MigrateOptions): void {
  if (problems.length === 0) return;
  throw new SeaworthyError('SW_MIGRATION_REFUSED', {
    what: problems.join('; '),
    where: `service ${service}`,
  });
}

/** Does what was chosen, and adds the names of what it has done to `done`. */
type Perform = (chosen: readonly LoadedMigration[], context: RunContext, done: string[]) => Promise<void>;

function inTurnOf(direction: 'up' | 'down'): Perform {
  return async (chosen, context, done) => {
    for (const migration of chosen) {
      await runOne(direction, migration, context);
      done.push(migration.name);
    }
  };
}

async function run(
  options: MigrateOptions,
  choose: (plan: Plan) => readonly LoadedMigration[],
  perform: Perform,
): Promise<readonly string[]> {
  const { service, migrations, clock, emit, signal, database } = options;
  const settings = completeSettings(options.settings);
  const history = new History(service);
  const done: string[] = [];

  const look = async (client: MigrationClient) => {
    const applied = await history.read(client);
    const plan = planOf(migrations, applied);
    assertFits(plan, options);
    return { chosen: choose(plan), event: schemaEvent(plan, versionOf(applied), versionOf(migrations)) };
  };
  const work = async ({ client, own }: Clients) => {
    const { chosen } = await look(own);
    const { isOutage } = database;
    await perform(chosen, { client, own, history, settings, clock, emit, signal, isOutage }, done);
  };
  return connected(options, async (clients) => {
    const { own, client } = clients;
    // Most starts of a pod find nothing to do, and need not wait for anybody.
    if ((await look(own)).chosen.length > 0) {
      if (await database.sharesSession?.(client, signal)) throw pooled();
      await history.prepare(own);
      await inTurn(own, service, { clock, emit, signal, timeoutMs: settings.turnTimeoutMs }, () =>
        work(clients),
      );
    }
    emit((await look(own)).event);
    return done;
  });
}

/** One connection. */
interface Clients {
  /** For what a migration does. */
  readonly client: MigrationClient;
  /** For the runner's own statements: each is to be answered soon. */
  readonly own: MigrationClient;
}

/** Runs `work` over a connection, waiting for a database that is down, and again where the connection is lost. */
async function connected<T>(options: MigrateOptions, work: (clients: Clients) => Promise<T>): Promise<T> {
  const { database, signal, clock } = options;
  const { databaseTimeoutMs: timeoutMs } = completeSettings(options.settings);
  for (let losses = 0; ; losses++) {
    let reached = false;
    const silent = new AbortController();
    const attempt = async () => {
      const begunAt = clock.now();
      const begin = (client: MigrationClient) => {
        reached = true;
        const own = answeredInTime(client, clock, (reason) => silent.abort(reason));
        return work({ client, own });
      };
      try {
        return await database.connect(begin, AbortSignal.any([signal, silent.signal]));
      } catch (error) {
        // It is as good as down. One that came to be so under long work is a loss, after which it is waited for with all of the time.
        if (isReadOnly(error) && clock.now() - begunAt < timeoutMs / 2) reached = false;
        throw error;
      }
    };
    try {
      return await retry(options, 'postgres', attempt, {
        isTransient: (error) => !reached && database.isOutage(error),
        timeoutMs,
      });
    } catch (error) {
      if (signal.aborted || error instanceof SeaworthyError) throw error;
      const isLost = silent.signal.aborted || database.isOutage(error);
      if (!reached || losses === MOST_LOSSES || !isLost) throw unavailable(error);
    }
  }
}

/** Whether a server only reads (SQLSTATE 25006): a standby, until the name leads to the primary or it has become that itself. */
function isReadOnly(error: unknown): boolean {
  return sqlStateOf(error) === '25006';
}

function notFirst([first]: readonly LoadedMigration[], service: string): SeaworthyError {
  return new SeaworthyError('SW_MIGRATION_REFUSED', {
    what: `The database has a history already, in which ${first?.name} is not applied: recorded as applied, it never would be`,
    where: `service ${service}`,
    fix: 'Run `migrate` alone, which applies it.',
  });
}

function pooled(): SeaworthyError {
  return new SeaworthyError('SW_CONFIG_INVALID', {
    what: 'The database is reached through a pooler in transaction mode, where neither the lock of migrations nor their time-outs hold',
    where: 'defineService migrations.database',
    fix: 'Give it the address of the server itself, or of a pooler in session mode, by a variable of its own.',
  });
}

function unavailable(cause: unknown): SeaworthyError {
  return new SeaworthyError('SW_SERVER_UNAVAILABLE', {
    what: `The database can't be used: ${failureText(cause)}`,
    where: 'postgres',
    cause,
  });
}
