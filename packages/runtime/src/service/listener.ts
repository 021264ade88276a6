import { EnvName, PortName } from '@seaworthy/contract';
import type { ConfigShape } from '../config/index.ts';
import { SeaworthyError } from '../errors.ts';
import { serveHttp, type HttpHandler, type HttpServer } from '../http/index.ts';
import type { Component } from '../lifecycle/index.ts';
import { openFilesLimit, type MemoryGovernor } from '../resources/index.ts';
import type { ServiceDefinition } from './definition.ts';
import type { Prepared } from './prepare.ts';
import type { Telemetry } from './telemetry.ts';

/** The service's own listener. */
export function listener<Shape extends ConfigShape>(
  { http = {} }: ServiceDefinition<Shape>,
  { config, clock, bus, log, inKubernetes, member }: Prepared<Shape>,
  { instrumentation }: Telemetry,
  governor: MemoryGovernor | undefined,
  handler: HttpHandler,
): Component<HttpServer> {
  return {
    name: 'http',
    async start() {
      const host = config.current[EnvName.host];
      const port: number = config.current[EnvName.port];
      const adminPort: number = config.current[EnvName.adminPort];
      if (port !== 0 && port === adminPort)
        throw new SeaworthyError('SW_CONFIG_INVALID', {
          what: `${EnvName.port} and ${EnvName.adminPort} are both ${port}`,
          fix: 'Give each a port of its own.',
        });
      const server = await serveHttp({
        handler,
        port,
        host,
        clock,
        bus,
        access: log.access,
        instrumentation,
        ...(http.http2 !== undefined && { http2: http.http2 }),
        ...(http.limits !== undefined && { limits: http.limits }),
        load: http.load,
        bodies: http.bodies,
        admission: governor?.admission,
        connectionBytes: governor && (() => governor.connectionBytes),
        memory: governor,
        openFiles: openFilesLimit(),
        othersClosed: member && (() => member.closed()),
        // A proxy may hold its idle connections for longer than any grace period; elsewhere nobody waits for them.
        drain: { idleHoldMs: inKubernetes ? Infinity : 0, ...http.drain },
      });
      bus.emit({ type: 'listening', name: PortName.http, port: server.port, host: host ?? '::' });
      return server;
    },
  };
}
