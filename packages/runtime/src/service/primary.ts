import { EnvName } from '@seaworthy/contract';
import type { ConfigShape } from '../config/index.ts';
import { isInDevelopment } from '../in-development.ts';
import { Lifecycle, runProcess } from '../lifecycle/index.ts';
import { completeLiveness } from '../probes/index.ts';
import { clusterSpawner, countProcesses, Supervisor, type Count } from '../processes/index.ts';
import {
  availableCores,
  findCgroup,
  hardLimitOf,
  shareHeap,
  threadFlags,
  watchThrottling,
} from '../resources/index.ts';
import { startMetrics } from '../telemetry/index.ts';
import type { ServiceDefinition } from './definition.ts';
import { prepare, type Prepared, type Surroundings } from './prepare.ts';
import { primaryBudgets } from './primary-budget.ts';
import { probeServer } from './probes.ts';

/** How many processes the service is to have here. */
export function processesOf<Shape extends ConfigShape>({ processes }: ServiceDefinition<Shape>): Count {
  const { env } = process;
  const cgroup = findCgroup();
  return countProcesses({
    setting: processes,
    env,
    cores: availableCores(cgroup),
    limitBytes: hardLimitOf(cgroup.readMemory()),
    development: isInDevelopment(env),
  });
}

/**
 * Runs the service in several processes. This one, which gets the signals, starts and stops them in one budget, replaces
 * those that die, answers the probes, and tells the figures of all; it serves no requests itself.
 */
export async function runPrimary<Shape extends ConfigShape>(
  definition: ServiceDefinition<Shape>,
  asked: Surroundings,
  { count, reason }: Count,
): Promise<void> {
  const prepared = await prepare(definition, { ...asked, primary: true });
  const { clock, bus, config, log, cgroup, env } = prepared;
  const supervisor = await supervise(definition, prepared, count, {
    onChange: () => {
      show();
      // Not before: without a listener the signal stops the service.
      if (supervisor.hearsHangup && !process.listeners('SIGHUP').includes(hangUp))
        process.on('SIGHUP', hangUp);
    },
    onFault: (error) => {
      // Of another process: the rest drain in the whole budget.
      lifecycle.fail(error);
      void lifecycle.stop('request', error.message);
    },
    onStatus: (code) => {
      process.exitCode ??= code;
    },
    onStop: (reason) => lifecycle.finish(reason),
  });
  const hangUp = () => supervisor.hangUp();
  const { name: service, version } = definition;
  const metrics = startMetrics({ service, version, bus, clock, env, others: () => supervisor.figures() });
  bus.emit({ type: 'processes', count, reason });
  const probes = probeServer(definition, prepared, metrics);
  let show = () => {};
  const lifecycle = new Lifecycle({
    clock,
    bus,
    ...primaryBudgets(prepared.budget),
    async start(self) {
      self.signal.addEventListener('abort', () => supervisor.tellToStop('request', 'the service stops'), {
        once: true,
      });
      const server = await self.use(probes);
      show = () => {
        const { checks, degraded, stalled } = supervisor.overview;
        server.setChecks(checks);
        server.setStalled(stalled);
        self.setDegraded(degraded !== undefined, degraded ?? 'all processes serve');
      };
      await self.use({ name: 'config', start: () => config.watch() });
      await self.use({ name: 'cpu', start: () => watchThrottling({ cgroup, clock, bus }) });
      await supervisor.start();
    },
    inFlight: (deadline) => supervisor.stop(deadline),
    workers: (deadline) => supervisor.stop(deadline),
    async flush(deadline) {
      await metrics.shutdown(deadline);
      log.flush();
    },
  });
  bus.on((event) => {
    if (event.type === 'state' && event.to === 'ready') show();
    if (event.type === 'fault') supervisor.tellToStop('fault', 'the primary has failed');
    if (event.type === 'config.reloaded') supervisor.reconfigure(config.inputs);
  });
  config.subscribe((next) => log.setLevel(next[EnvName.logLevel]));
  process.once('exit', () => supervisor.killAll());
  await runProcess({
    lifecycle,
    clock,
    bus,
    flushLogs: () => log.flush(),
    forceOthers: () => supervisor.force(),
  });
}

async function supervise<Shape extends ConfigShape>(
  definition: ServiceDefinition<Shape>,
  { clock, bus, config, log, env }: Prepared<Shape>,
  count: number,
  listeners: Pick<
    ConstructorParameters<typeof Supervisor>[0],
    'onChange' | 'onFault' | 'onStatus' | 'onStop'
  >,
): Promise<Supervisor> {
  const cgroup = findCgroup();
  // Asked anew for each process: the limit may have changed since the one before it was started.
  const heap = () => shareHeap(cgroup, count);
  const start = () => {
    const { flags, env: ofHeap, sized } = heap();
    const cores = Math.max(1, Math.floor(availableCores(cgroup) / count));
    const quota = (cgroup.readCpuQuota() ?? Infinity) / count;
    const threads = sized ? threadFlags(cores, process.execArgv, env['NODE_OPTIONS'], quota) : [];
    return { flags: [...flags, ...threads], env: ofHeap };
  };
  return new Supervisor({
    ...listeners,
    count,
    clock,
    bus,
    liveness: completeLiveness(definition.liveness),
    spawn: await clusterSpawner({
      of: count,
      clock,
      start,
      relay: (text, lines) => log.relay(text, lines),
    }),
    welcome() {
      const { sized, reason } = heap();
      const { inputs } = config;
      return { type: 'welcome', inputs, terminal: process.stdout.isTTY, heap: { sized, reason } };
    },
  });
}
