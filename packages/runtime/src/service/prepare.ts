import { EnvName } from '@seaworthy/contract';
import { systemClock, type Clock } from '../clock.ts';
import { loadConfig, type ConfigShape, type LoadedConfig } from '../config/index.ts';
import { EventBus } from '../events.ts';
import { planBudget, type Budget } from '../lifecycle/index.ts';
import { createLogger, defaultLogFormat, logEvents, type ServiceLog } from '../log/index.ts';
import type { ServiceDefinition } from './definition.ts';
import { runtimeConfig } from './runtime-config.ts';

/** The surroundings of a process. */
export interface Surroundings {
  /** Environment variables. Default `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Where `.env` is looked for. Default the working directory. */
  readonly cwd?: string;
  /** Allows embedded stores in production. Default false. */
  readonly allowEmbedded?: boolean;
  readonly clock?: Clock;
}

/** A service's own variables and the runtime's. */
export type WithRuntime<Shape extends ConfigShape> = Shape & ReturnType<typeof runtimeConfig>;

/** What stands before anything is opened. */
export interface Prepared<Shape extends ConfigShape> {
  /** Its name. */
  readonly service: string;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly config: LoadedConfig<WithRuntime<Shape>>;
  readonly log: ServiceLog;
  readonly budget: Budget;
  readonly env: NodeJS.ProcessEnv;
  readonly inKubernetes: boolean;
  readonly development: boolean;
  readonly embeddedAllowed: boolean;
}

/**
 * Reads the configuration, opens the log and plans the shutdown budget.
 *
 * @throws SeaworthyError SW_CONFIG_INVALID, SW_CONFIG_FILE or SW_BUDGET
 */
export async function prepare<Shape extends ConfigShape>(
  definition: ServiceDefinition<Shape>,
  { env = process.env, cwd = process.cwd(), allowEmbedded = false, clock = systemClock }: Surroundings,
): Promise<Prepared<Shape>> {
  const bus = new EventBus();
  const inKubernetes = (env[EnvName.kubernetes] ?? '') !== '';
  const shape = { ...definition.config, ...runtimeConfig(definition) } as WithRuntime<Shape>;
  const config = await loadConfig(shape, {
    env,
    cwd,
    clock,
    inKubernetes,
    emit: (event) => bus.emit(event),
    ...(definition.configPrefix === undefined ? {} : { prefix: definition.configPrefix }),
  });
  const { [EnvName.logLevel]: level, [EnvName.logFormat]: format = defaultLogFormat(env) } = config.current;
  const { name: service, version, redact = [] } = definition;
  const log = createLogger({ service, version, level, format, env, redact, clock });
  logEvents(bus, log);
  const budget = planBudget(
    {
      gracePeriodMs: config.current[EnvName.gracePeriod],
      preStopMs: config.current[EnvName.preStop],
      drainDelayMs: config.current[EnvName.drainDelay],
    },
    inKubernetes,
  );
  const development = !inKubernetes && env[EnvName.nodeEnv] !== 'production';
  const embeddedAllowed = allowEmbedded || development;
  return { service, clock, bus, config, log, budget, env, inKubernetes, development, embeddedAllowed };
}
