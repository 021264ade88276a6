import { EnvName } from '@seaworthy/contract';
import type { ConfigShape } from '../config/index.ts';
import { SeaworthyError } from '../errors.ts';
import { governBlocks, type HttpServer } from '../http/index.ts';
import { Lifecycle } from '../lifecycle/index.ts';
import { createChecks } from '../probes/index.ts';
import { startMemoryGovernor, watchThrottling } from '../resources/index.ts';
import { workerRunsSource } from '../telemetry/index.ts';
import { Workers } from '../workers/index.ts';
import { createApp } from './app.ts';
import type { ServiceDefinition } from './definition.ts';
import { listener } from './listener.ts';
import { memoryCheck, memoryOf, watchExhaustion } from './memory.ts';
import { schemaComponent } from './migrations.ts';
import type { Prepared } from './prepare.ts';
import { health } from './probes.ts';
import { openTelemetry } from './telemetry.ts';

/** A service put together, not yet started. */
export interface Composition {
  readonly lifecycle: Lifecycle;
  /** The listening ports, once started. */
  readonly ports: { http?: number; admin?: number };
  /** Names the requests and upgraded connections under way. */
  readonly inFlight: () => readonly string[];
}

/** Puts the parts together: what starts in which order, and what each stage of the shutdown does. */
export function compose<Shape extends ConfigShape>(
  definition: ServiceDefinition<Shape>,
  prepared: Prepared<Shape>,
): Composition {
  const { clock, bus, config, log, budget, cgroup, env, member } = prepared;
  const emit = bus.emit.bind(bus);
  // What is to run once runs in the first of several processes.
  const workers = new Workers(clock, emit, (member?.share.number ?? 1) === 1);
  const checks = createChecks({ clock, emit });
  const telemetry = openTelemetry(definition, prepared);
  telemetry.metrics.addSource(workerRunsSource(() => workers.statuses));
  const ports: Composition['ports'] = {};
  let http: HttpServer | undefined;
  const inFlight = () => http?.inFlight() ?? [];

  const lifecycle = new Lifecycle({
    clock,
    bus,
    budget,
    async start(self) {
      self.signal.addEventListener('abort', () => workers.finish(), { once: true });
      const probes = await self.use(health(definition, prepared, telemetry));
      if (probes.port !== undefined) ports.admin = probes.port;
      await self.use({ name: 'checks', start: () => checks, stop: () => checks.stop() });
      await self.use({ name: 'config', start: () => config.watch() });
      if (member === undefined)
        await self.use({ name: 'cpu', start: () => watchThrottling({ cgroup, clock, bus }) });
      const governor = await self.use({
        name: 'memory',
        start: () =>
          startMemoryGovernor({
            cgroup,
            clock,
            bus,
            env,
            inFlight,
            share: member && { of: member.share.of, siblings: () => member.siblings() },
          }),
      });
      if (governor !== undefined) {
        governBlocks(governor);
        checks.add(memoryCheck(governor));
      }
      watchExhaustion(bus, clock, (error) => void self.stop('fault', error.message, error));
      checks.onChange(() => {
        probes.setChecks(checks.results());
        showHealth(self);
      });
      await self.use(schemaComponent(definition, prepared, checks));
      const handler = await definition.start(
        createApp({
          definition,
          prepared,
          lifecycle: self,
          workers,
          checks,
          telemetry,
          memory: memoryOf(governor),
        }),
      );
      if (handler !== undefined && definition.ports?.http === false) throw unexpectedHandler();
      // The kubelet asks for readiness as soon as the startup probe passes, and then not again for a whole period.
      await checks.decided();
      // Last, since connections come at once where processes share the port: what a start that is abandoned had accepted
      // would be cut off.
      if (handler !== undefined) {
        http = await self.use(listener(definition, prepared, telemetry, governor, handler));
        ports.http = http.port;
      }
    },
    inFlight: async (deadline) => (await http?.finish(deadline)) ?? [],
    workers: (deadline) => workers.stop(deadline),
    async flush(deadline) {
      await telemetry.shutdown(deadline);
      log.flush();
    },
  });

  const showHealth = (self: Lifecycle) => {
    const failing = checks.results().filter(({ status }) => status === 'failing');
    const reason = failing.length > 0 ? failing.map(({ name }) => name).join(', ') : 'all checks pass';
    self.setDegraded(failing.length > 0, reason);
  };
  bus.on((event) => {
    if (event.type === 'state' && event.to === 'ready') showHealth(lifecycle);
  });
  config.subscribe((next) => log.setLevel(next[EnvName.logLevel]));
  return { lifecycle, ports, inFlight };
}

function unexpectedHandler(): SeaworthyError {
  return new SeaworthyError('SW_DEFINITION', {
    what: 'The service states that it has no HTTP port, and its `start` returned what answers requests',
    where: 'defineService ports.http',
    fix: 'Leave `http: false` out, or return nothing.',
  });
}
