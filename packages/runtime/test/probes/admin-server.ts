import { systemClock } from '../../src/clock.ts';
import { EventBus, type State } from '../../src/events.ts';
import { startProbeServer, type ProbeServer } from '../../src/probes/index.ts';

/** A probe server in this process, and its bus. */
export interface AdminServer extends AsyncDisposable {
  readonly server: ProbeServer;
  readonly port: number;
  enter(state: State): void;
}

/** Starts a server on a free port of the loopback. */
export async function startAdminServer(): Promise<AdminServer> {
  const bus = new EventBus();
  const server = await startProbeServer({
    port: 0,
    host: '127.0.0.1',
    service: 'shop',
    version: '1.0.0',
    clock: systemClock,
    bus,
    metrics: () => ({ contentType: 'text/plain', body: '' }),
  });
  return {
    server,
    port: server.port,
    enter: (to) => bus.emit({ type: 'state', from: 'starting', to, reason: 'told' }),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
