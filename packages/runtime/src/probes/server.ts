import { DefaultPort, PortName } from '@seaworthy/contract';
import type { Clock } from '../clock.ts';
import type { EventBus } from '../events.ts';
import { allowReady, failureText, type CheckResult } from './checks/index.ts';
import { startBeats } from './heartbeat.ts';
import { explainListenError } from './listen-error.ts';
import { completeLiveness, type LivenessOptions } from './liveness-options.ts';
import { startProbeThread, type ProbeThread } from './probe-thread.ts';
import type { FromThread, MetricsFailure, MetricsPage, ProbeDetail } from './thread/messages.ts';
import { SharedState } from './thread/shared-state.ts';

/** What {@link startProbeServer} is given. */
export interface ProbeServerOptions {
  /** Port to listen on; 0 for any free one. Default: the contract's admin port. */
  readonly port?: number;
  /** Address to bind. Default: every one, IPv6 and IPv4. */
  readonly host?: string | undefined;
  /** The service's name, in the verbose form and for gRPC. */
  readonly service: string;
  /** The service's version, in the verbose form. */
  readonly version: string;
  readonly clock: Clock;
  /** State events are taken from it; `listening`, `liveness` and `waiting` events are given to it. */
  readonly bus: EventBus;
  readonly liveness?: LivenessOptions;
  /** Makes the page of a metrics scrape, on the main thread, as its `Accept` header asks. */
  readonly metrics: (accept: string) => MetricsPage | Promise<MetricsPage>;
}

/** The admin server. It starts in state `starting` and follows the bus's state events. */
export interface ProbeServer extends AsyncDisposable {
  readonly port: number;
  /** Takes the latest results: with a critical check that doesn't pass, the service is unready from now on. */
  setChecks(results: readonly CheckResult[]): void;
  /** Liveness fails while `reason` says why a process that serves with this one has stalled; undefined: none has. */
  setStalled(reason: string | undefined): void;
  /** Stops answering: the last thing in a service's life. Resolves when the thread is gone. */
  close(): Promise<void>;
}

/** Milliseconds until the thread is started again after a crash. */
const restartMs = 1000;

/**
 * Serves probes, gRPC health and metrics on a thread of its own, so that they are answered in milliseconds while the
 * main loop is busy. Start it first and close it last: then the kubelet is answered for the whole of a service's life.
 *
 * @throws {SeaworthyError} `SW_PORT_IN_USE`, `SW_PORT_DENIED`, or `SW_START_FAILED` when the port can't be opened for
 *   another reason; `SW_DEFINITION` when a figure is out of range
 */
export async function startProbeServer(options: ProbeServerOptions): Promise<ProbeServer> {
  const { clock, bus, service, version, host } = options;
  const liveness = completeLiveness(options.liveness);
  const shared = new SharedState();
  let detail: ProbeDetail = { since: clock.wallTime(), checks: [] };
  let thread: ProbeThread | undefined;
  let closing = false;

  const explain = (change: Partial<ProbeDetail>) => {
    detail = { ...detail, ...change };
    thread?.send({ type: 'detail', detail });
  };
  const setChecks = (results: readonly CheckResult[]) => {
    shared.checksPass = allowReady(results);
    explain({ checks: results });
  };
  const onMessage = (message: FromThread) => {
    if (message.type === 'metrics') void answerScrape(message.id, message.accept);
    // Both the stall and its end are heard of here when it is over.
    else if (message.type === 'liveness') bus.emit(message);
  };
  const answerScrape = async (id: number, accept: string) => {
    const page = await metricsPage(options.metrics, accept);
    thread?.send({ type: 'metrics', id, page });
  };
  const launch = async (port: number) => {
    const { buffer } = shared;
    const data = { buffer, port, host, service, version, ...liveness, detail };
    thread = await startProbeThread(data, { onMessage, onCrash });
    // What has changed while it started.
    explain({});
    return thread.port;
  };
  const onCrash = (error: unknown, attempt = 1) => {
    thread = undefined;
    bus.emit({ type: 'waiting', component: 'probes', attempt, retryInMs: restartMs, error });
    clock.after(restartMs, () => {
      if (!closing) void relaunch(attempt + 1);
    });
  };
  const relaunch = async (attempt: number) => {
    try {
      await launch(port);
      if (closing) await thread?.close();
    } catch (error) {
      onCrash(error, attempt);
    }
  };

  // Both before the thread starts: it looks for a beat, and a signal may change the state meanwhile.
  const subscriptions = [
    startBeats(clock, liveness.heartbeatMs, () => shared.markBeat()),
    // Before the log: whoever reads there that the service is ready may ask at once.
    bus.on((event) => {
      if (event.type !== 'state') return;
      shared.state = event.to;
      explain({ since: clock.wallTime(), reason: event.reason });
    }, 'first'),
  ];
  const unsubscribe = () => {
    for (const subscription of subscriptions) subscription.clear();
  };
  const close = async () => {
    closing = true;
    await thread?.close();
    unsubscribe();
  };

  const wanted = options.port ?? DefaultPort.admin;
  const port = await launch(wanted).catch((error: unknown) => {
    unsubscribe();
    throw explainListenError(error, wanted);
  });
  bus.emit({ type: 'listening', port, host: host ?? '::', name: PortName.admin });
  const setStalled = (stalledElsewhere: string | undefined) => explain({ stalledElsewhere });
  return { port, setChecks, setStalled, close, [Symbol.asyncDispose]: close };
}

async function metricsPage(
  make: ProbeServerOptions['metrics'],
  accept: string,
): Promise<MetricsPage | MetricsFailure> {
  try {
    return await make(accept);
  } catch (error) {
    return { failure: `the metrics could not be made: ${failureText(error)}` };
  }
}
