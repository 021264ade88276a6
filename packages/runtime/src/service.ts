import { ExitCode, type ServiceContract } from '@seaworthy/contract';
import { systemClock } from './clock.ts';
import type { ConfigShape } from './config/index.ts';
import { SeaworthyError } from './errors.ts';
import { runProcess, type Outcome } from './lifecycle/index.ts';
import { joinProcesses } from './processes/index.ts';
import { findCgroup, sizeHeap } from './resources/index.ts';
import { parseCommandLine, usage, type CommandLine, type ServeCommand } from './service/command-line.ts';
import { compose } from './service/compose.ts';
import { contractOf } from './service/contract.ts';
import { checkDefinition } from './service/check-definition.ts';
import type { ServiceDefinition } from './service/definition.ts';
import { runMigrate } from './service/migrate.ts';
import { serveAsMember } from './service/member.ts';
import { print } from './service/print.ts';
import { prepare, type Surroundings } from './service/prepare.ts';
import { processesOf, runPrimary } from './service/primary.ts';
import { reportRefusal } from './service/refusal.ts';
import { runCommand } from './service/run-command.ts';
import { runWaitFor } from './service/wait-for.ts';

export type { App } from './service/app.ts';
export type { HttpDefinition, ServiceDefinition, ShutdownDefinition } from './service/definition.ts';
export type { Memory } from './service/memory.ts';
export type { MigrationsDefinition } from './service/migrations.ts';
export type { Surroundings } from './service/prepare.ts';

/** A service: the one value that runs, describes itself, and can be started in a test. */
export interface Service {
  /** The facts that the manifest must agree with. */
  readonly contract: ServiceContract;
  /**
   * Does what the command line says: `serve` (the default), `describe`, `migrate` or `wait-for`. Call it once, at the end of the program's
   * entry. It ends the process by its exit code; `ExitCode` of the contract says what each means.
   *
   * @param args the arguments after the program's name; default those of this process
   */
  run(args?: readonly string[]): Promise<void>;
  /**
   * Starts the service within this process, without touching its signals or exit code: for tests.
   *
   * @throws SeaworthyError where the configuration is refused or the start fails
   */
  start(surroundings?: Surroundings): Promise<RunningService>;
}

/** A service that {@link Service.start} brought up. */
export interface RunningService extends AsyncDisposable {
  /** Base URL of the service's own listener, where it has one. */
  readonly url: string | undefined;
  /** Base URL of probes and metrics. */
  readonly adminUrl: string;
  /** Drains and releases everything. */
  stop(): Promise<Outcome>;
  /** How it ended: by `stop`, by its own `app.stop`, or by a fault. */
  readonly ended: Promise<Outcome>;
}

/**
 * Makes a service of its definition. Nothing is opened or read until it runs.
 *
 * @throws SeaworthyError SW_DEFINITION, SW_BUDGET or SW_MIGRATION_INVALID where the definition itself is invalid
 */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- without `config` there are no own variables
export function defineService<const Shape extends ConfigShape = Record<never, never>>(
  definition: ServiceDefinition<Shape>,
): Service {
  checkDefinition(definition);
  return {
    get contract() {
      return contractOf(definition);
    },
    run: (args = process.argv.slice(2)) => run(definition, args),
    start: (surroundings = {}) => start(definition, surroundings),
  };
}

/** How long a connection may take to close after a command is done or refused, in milliseconds. */
const LINGER_MS = 1000;

async function run<Shape extends ConfigShape>(
  definition: ServiceDefinition<Shape>,
  args: readonly string[],
): Promise<void> {
  try {
    const command = parseCommandLine(args);
    if (command.verb === 'serve') return await serve(definition, command);
    await carryOut(definition, command);
  } catch (error) {
    reportRefusal(definition, error);
    process.exitCode = error instanceof SeaworthyError ? error.exitCode : ExitCode.crash;
  }
  // The timer holds nothing: without a connection that is left the process ends here and now. One that a module of the program
  // opened as it was loaded, such as a client of Redis, would hold it for ever, and with it an init container, or a pod that must not start.
  systemClock.after(LINGER_MS, () => process.exit());
}

/** What ends by itself. */
async function carryOut<Shape extends ConfigShape>(
  definition: ServiceDefinition<Shape>,
  command: Exclude<CommandLine, ServeCommand>,
): Promise<void> {
  switch (command.verb) {
    case 'help':
      return print(usage);
    case 'describe':
      return print(`${JSON.stringify(contractOf(definition), null, 2)}\n`);
    case 'wait-for':
      return runWaitFor(command, definition);
    case 'migrate': {
      // It opens no store but the database, and stands in init containers that have no more of the settings.
      const prepared = await prepare(definition, { allowEmbedded: true });
      return runCommand(prepared, (signal) => runMigrate(command, definition, prepared, signal));
    }
  }
}

async function serve<Shape extends ConfigShape>(
  definition: ServiceDefinition<Shape>,
  asked: ServeCommand,
): Promise<void> {
  const member = await joinProcesses();
  if (member !== undefined) return serveAsMember(definition, asked, member);
  const processes = processesOf(definition);
  if (processes.count > 1) return runPrimary(definition, asked, processes);
  // Before anything is opened: it may replace the process by itself.
  const heap = await sizeHeap(findCgroup());
  const prepared = await prepare(definition, asked);
  const { clock, bus, log } = prepared;
  bus.emit({ type: 'memory.heap', ...heap });
  const { lifecycle, inFlight } = compose(definition, prepared);
  await runProcess({ lifecycle, clock, bus, flushLogs: () => log.flush(), inFlight });
}

async function start<Shape extends ConfigShape>(
  definition: ServiceDefinition<Shape>,
  surroundings: Surroundings,
): Promise<RunningService> {
  const prepared = await prepare(definition, surroundings);
  const { lifecycle, ports } = compose(definition, prepared);
  // In a test the process goes on, with other services: each would leave a listener of its end behind.
  void lifecycle.ended.then(() => prepared.log[Symbol.dispose]());
  if (!(await lifecycle.start())) {
    const { error } = await lifecycle.ended;
    throw (
      error ?? new SeaworthyError('SW_START_ABORTED', { what: 'The service was stopped while it started' })
    );
  }
  const stop = () => lifecycle.stop('request', 'stop was called');
  return {
    url: ports.http === undefined ? undefined : `http://localhost:${ports.http}`,
    adminUrl: `http://localhost:${ports.admin}`,
    stop,
    ended: lifecycle.ended,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}
