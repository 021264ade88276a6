import { EnvName } from '@seaworthy/contract';
import { systemClock, type Clock } from '../clock.ts';
import { loadConfig, type ConfigShape, type LoadedConfig } from '../config/index.ts';
import { EventBus } from '../events.ts';
import { isInDevelopment, isInKubernetes } from '../in-development.ts';
import { planBudget, type Budget } from '../lifecycle/index.ts';
import {
  createLogger,
  defaultLogFormat,
  limitLastFlushes,
  logEvents,
  type ServiceLog,
} from '../log/index.ts';
import type { Member } from '../processes/index.ts';
import { findCgroup, type Cgroup } from '../resources/index.ts';
import { shutdownOf } from './defaults.ts';
import type { ServiceDefinition } from './definition.ts';
import { runtimeConfig } from './runtime-config.ts';

/** The surroundings of a service. */
export interface Surroundings {
  /** Environment variables. Default `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Where `.env` is looked for. Default the working directory. */
  readonly cwd?: string;
  /** Allows embedded stores in production. Default false. */
  readonly allowEmbedded?: boolean;
  /** Applies pending migrations before the service starts. Default false. */
  readonly migrate?: boolean;
  /** Default: the machine’s own. */
  readonly clock?: Clock;
}

/** Those of a process, which may be one of several. */
export interface ProcessSurroundings extends Surroundings {
  /** Set in one of several processes. */
  readonly member?: Member | undefined;
  /** Whether this is the primary of several processes. Default false. */
  readonly primary?: boolean;
  /** The limits that it is under. Default: those of this process. */
  readonly cgroup?: Cgroup;
}

/** A service's own variables and the runtime's. */
export type WithRuntime<Shape extends ConfigShape> = Shape & ReturnType<typeof runtimeConfig>;

/** What stands before anything is opened. */
export interface Prepared<Shape extends ConfigShape> {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly config: LoadedConfig<WithRuntime<Shape>>;
  readonly log: ServiceLog;
  readonly budget: Budget;
  readonly cgroup: Cgroup;
  readonly env: NodeJS.ProcessEnv;
  readonly inKubernetes: boolean;
  readonly development: boolean;
  readonly embeddedAllowed: boolean;
  readonly migrate: boolean;
  /** This process as one of several; undefined: it serves alone, or is their primary. */
  readonly member: Member | undefined;
}

/**
 * Reads the configuration, opens the log and plans the shutdown budget.
 *
 * @throws SeaworthyError SW_CONFIG_INVALID, SW_CONFIG_FILE or SW_BUDGET
 */
export async function prepare<Shape extends ConfigShape>(
  definition: ServiceDefinition<Shape>,
  { env = process.env, cwd = process.cwd(), clock = systemClock, member, ...asked }: ProcessSurroundings,
): Promise<Prepared<Shape>> {
  const bus = new EventBus();
  const inKubernetes = isInKubernetes(env);
  const development = isInDevelopment(env);
  const { allowEmbedded = false, migrate = false, primary = false, cgroup = findCgroup() } = asked;
  // Each of several processes would have data of its own.
  const embeddedAllowed = allowEmbedded || (development && member === undefined && !primary);
  const shape = { ...definition.config, ...runtimeConfig(definition) } as WithRuntime<Shape>;
  const config = await loadConfig(shape, {
    env,
    cwd,
    clock,
    embeddedAllowed,
    emit: (event) => bus.emit(event),
    reader: member?.config,
    ...(definition.configPrefix === undefined ? {} : { prefix: definition.configPrefix }),
  });
  const {
    [EnvName.logLevel]: level,
    [EnvName.logFormat]: format = defaultLogFormat(env, member?.welcome.terminal),
  } = config.current;
  const { name: service, version, redact = [] } = definition;
  const log = createLogger({
    service,
    version,
    process: member?.share.number,
    level,
    format,
    env,
    redact,
    clock,
  });
  // What nobody asked for is not missed.
  if (log.shortfall !== undefined && config.current[EnvName.logFormat] !== undefined && member === undefined)
    log.logger.warn(log.shortfall);
  logEvents(bus, log);
  limitLastFlushes(bus, log);
  const budget = planBudget({
    gracePeriodMs: config.current[EnvName.gracePeriod],
    preStopMs: config.current[EnvName.preStop],
    drainDelayMs:
      config.current[EnvName.drainDelay] ??
      // Elsewhere nobody routes by endpoints, so there is nothing to wait for.
      (inKubernetes ? shutdownOf(definition).drainDelaySeconds * 1000 : 0),
  });
  return {
    clock,
    bus,
    config,
    log,
    budget,
    cgroup,
    env,
    inKubernetes,
    development,
    embeddedAllowed,
    migrate,
    member,
  };
}
