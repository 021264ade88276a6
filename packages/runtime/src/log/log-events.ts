import type { Timer } from '../clock.ts';
import type { EventBus, RuntimeEvent } from '../events.ts';
import { isClientError } from '../errors.ts';
import { currentScope, runOutOfScope } from '../scope.ts';
import { isError, messageOf } from '../thrown.ts';
import type { LogLevel } from './level.ts';
import type { ServiceLog } from './service-log.ts';

/** An event's level and its sentence. Its data become fields beside it. */
type Rendering = readonly [LogLevel, string];

/** Writes each event of `bus` as a line, until the returned handle is cleared. */
export function logEvents(bus: EventBus, { logger }: Pick<ServiceLog, 'logger'>): Timer {
  return bus.on((event) => {
    const [level, message] = render(event);
    const write = () => logger[level](fieldsOf(event), message);
    // What tells of one request may be found while another ends: its ids are not that one's.
    if ('requestId' in event && event.requestId !== currentScope()?.requestId) runOutOfScope(write);
    else write();
  });
}

/** One sentence an event; a variant without one does not compile. */
const sentences: { [T in RuntimeEvent['type']]: (event: Extract<RuntimeEvent, { type: T }>) => Rendering } = {
  state: ({ from, to, reason }) => [
    to === 'failed' ? 'fatal' : to === 'degraded' ? 'warn' : 'info',
    `The service is ${to}, after ${from}: ${reason}`,
  ],
  signal: ({ signal, repeated }) => [
    repeated ? 'warn' : 'info',
    repeated ? `${signal} again: exiting at once` : `${signal}: stopping`,
  ],
  'signal.raised': ({ signal }) => [
    'warn',
    `Something else in this process acted on ${signal} and raised it again, which is passed over; what it closed is gone while requests are still served: leave signals to the runtime (enableShutdownHooks of NestJS, stopOnTerminationSignals of Apollo Server, terminus and the like)`,
  ],
  fault: ({ origin, error }) => ['fatal', `${origin}: ${messageOf(error)}`],
  'component.started': ({ component, ms }) => ['debug', `${component} started in ${Math.round(ms)} ms`],
  'component.stopped': ({ component, ms }) => ['debug', `${component} stopped in ${Math.round(ms)} ms`],
  'component.failed': ({ component, phase, error }) => [
    // A start that failed ends the process, and the last state says why.
    phase === 'start' ? 'debug' : 'error',
    `${component} failed ${phase === 'run' ? 'in part' : `to ${phase}`}: ${messageOf(error)}`,
  ],
  waiting: ({ component, attempt, retryInMs, error }) => [
    'warn',
    `Waiting for ${component}: attempt ${attempt} failed, the next in ${Math.round(retryInMs)} ms: ${messageOf(error)}`,
  ],
  reached: ({ target, ms }) => ['info', `${target} answers, after ${Math.round(ms)} ms`],
  migration: ({ migration, what, ms }) => [
    'info',
    `Migration ${migration} ${what === 'begun' ? 'begins' : `is ${what === 'recorded' ? 'recorded as applied' : what}`}${ms === undefined ? '' : `, in ${Math.round(ms)} ms`}`,
  ],
  schema: ({ state, database, code }) => [
    state === 'older' ? 'warn' : 'info',
    `The schema is at version ${database}, ${state === 'current' ? 'as' : state === 'older' ? 'older than' : 'newer than'} the code’s ${code}`,
  ],
  'connection.lost': ({ component, error }) => [
    'warn',
    `${component} lost an idle connection: ${messageOf(error)}`,
  ],
  listening: ({ name, host, port }) => ['info', `Listening for ${name} on ${host}, port ${port}`],
  'drain.stage': ({ stage, budgetMs }) => ['debug', `Stopping: ${stage}, within ${Math.round(budgetMs)} ms`],
  'drain.progress': ({ requests, connections, streams }) => [
    'info',
    `Draining: ${requests} requests, ${connections} connections and ${streams} streams are left`,
  ],
  'drain.aborted': ({ stage, what }) => [
    'error',
    `The deadline passed during ${stage}; aborted: ${what.join(', ')}`,
  ],
  exit: ({ code, state, what }) => [
    'fatal',
    `process.exit was called while the service was ${state}: status ${code}, nothing was released` +
      (what.length === 0 ? '' : `; under way were ${what.join(', ')}`),
  ],
  lingering: ({ what }) => [
    'warn',
    `Everything is released, yet the process is kept alive by ${what.join(', ')}`,
  ],
  check: ({ check, critical, to, error }) => [
    to === 'failing' ? (critical ? 'error' : 'warn') : 'info',
    error === undefined ? `Check ${check} is ${to}` : `Check ${check} is ${to}: ${error}`,
  ],
  liveness: ({ alive, stalledMs, throttledMs, process }) => [
    alive ? 'info' : 'error',
    alive
      ? `The main loop${ofProcess(process)} runs again, after ${Math.round(stalledMs)} ms`
      : `The main loop${ofProcess(process)} has stalled for ${Math.round(stalledMs)} ms, ${Math.round(throttledMs)} ms of it throttled`,
  ],
  processes: ({ count, reason }) => ['info', `${count} processes share the port: ${reason}`],
  'process.started': ({ process, childPid }) => ['info', `Process ${process} started, with id ${childPid}`],
  'process.exited': ({ process, code, signal, expected, replacedInMs }) => [
    expected ? 'info' : 'error',
    `Process ${process} ended by ${signal ?? `exit status ${code}`}` +
      (replacedInMs === undefined ? '' : `; it is replaced in ${Math.round(replacedInMs)} ms`),
  ],
  'process.failed': ({ process, error, replacedInMs }) => [
    'error',
    `Process ${process} could not be started: ${messageOf(error)}` +
      (replacedInMs === undefined ? '' : `; it is tried again in ${Math.round(replacedInMs)} ms`),
  ],
  worker: ({ worker, what }) => ['info', `Worker ${worker} ${what}`],
  'worker.failed': ({ worker, attempt, retryInMs, error }) => [
    'error',
    `Worker ${worker} failed, attempt ${attempt}; the next in ${Math.round(retryInMs)} ms: ${messageOf(error)}`,
  ],
  'config.reloaded': ({ generation, changed, needsRestart }) => [
    needsRestart.length > 0 ? 'warn' : 'info',
    `Configuration ${generation} is in force; changed: ${list(changed)}; waiting for a restart: ${list(needsRestart)}`,
  ],
  'config.rejected': ({ generation, error }) => [
    'error',
    `A changed configuration was rejected, ${generation} stays in force: ${messageOf(error)}`,
  ],
  'config.corrected': ({ generation }) => [
    'info',
    `What was rejected of the configuration has been corrected, ${generation} is in force`,
  ],
  'config.listener.failed': ({ generation, error }) => [
    'error',
    `A listener failed to take configuration ${generation}: ${messageOf(error)}`,
  ],
  'listener.failed': ({ of, error }) => ['error', `A listener failed at ${of}: ${messageOf(error)}`],
  'config.unknown': ({ variable, nearest, source = 'environment' }) => [
    'warn',
    `Nothing reads ${variable} (${source})${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
  ],
  'http.error': ({ method, path, error }) => [
    isClientError(error) ? 'info' : 'error',
    `${method} ${path} failed: ${messageOf(error)}`,
  ],
  'http.rejected': ({ reason, count, remote }) => [
    'warn',
    `${count} requests were refused (${reason}), the last from ${remote}`,
  ],
  'http.overload': ({ overloaded, inFlight, waiting, loopDelayMs }) => [
    overloaded ? 'warn' : 'info',
    overloaded
      ? `Overloaded, requests are refused: ${inFlight} run, ${waiting} wait, the main loop is ${Math.round(loopDelayMs)} ms late`
      : 'No longer overloaded',
  ],
  'http.open-files': ({ limit, connections }) => [
    'warn',
    `The process may have ${limit} files open, so it keeps at most ${connections} connections: idle ones make way, then others are refused; raise the limit (ulimit -n, LimitNOFILE=, --ulimit nofile=)`,
  ],
  'cpu.throttled': ({ quotaCores, usedCores, periods, throttledPeriods, throttledMs, advice }) => [
    'warn',
    `The CPU limit of ${quotaCores} cores held the process up in ${throttledPeriods} of ${periods} periods, for ${throttledMs} ms, while it used ${usedCores} cores: ${advice}`,
  ],
  'memory.heap': ({ sized, reason, limitBytes, heapLimitBytes }) => [
    sized || limitBytes !== undefined ? 'info' : 'debug',
    `The heap may grow to ${mib(heapLimitBytes)}${limitBytes === undefined ? '' : ` of ${mib(limitBytes)}`}, ${sized ? 'sized by' : 'not sized by the runtime:'} ${reason}`,
  ],
  'memory.limit': ({ fromBytes, limitBytes, softLimitBytes, heapLimitBytes }) => [
    limitBytes < fromBytes ? 'warn' : 'info',
    `The memory limit was ${mib(fromBytes)} and is now ${mib(limitBytes)}, of which ${mib(softLimitBytes)} may be used; the heap’s stays at ${mib(heapLimitBytes)} until the next start`,
  ],
  'memory.pressure': ({ to, usedBytes, softLimitBytes }) => [
    to === 'exhausted' ? 'error' : to === 'high' ? 'warn' : 'info',
    `Memory pressure is ${to}: ${mib(usedBytes)} of ${mib(softLimitBytes)}`,
  ],
  'memory.readiness': ({ ready, usedBytes, softLimitBytes }) => [
    ready ? 'info' : 'error',
    ready
      ? 'There is memory again: ready'
      : `Without any request ${mib(usedBytes)} of ${mib(softLimitBytes)} are in use: unready`,
  ],
  'memory.near-death': ({ usedMib, limitMib, heapUsedMib, heapLimitMib }) => [
    'fatal',
    `Memory is about to run out: ${usedMib} of ${limitMib} MiB, in the heap ${heapUsedMib} of ${heapLimitMib} MiB`,
  ],
  'memory.snapshot': ({ path, error }) => [
    error === undefined ? 'warn' : 'error',
    error === undefined
      ? `A heap snapshot is in ${path}`
      : `No heap snapshot in ${path}: ${messageOf(error)}`,
  ],
  cache: ({ cache, state, emptied = false, error }) => [
    state === 'bypassed' || emptied ? 'warn' : 'info',
    state === 'bypassed'
      ? `The server of ${cache} is bypassed, values come from their source: ${messageOf(error)}`
      : `The server of ${cache} is used again${emptied ? ', without any entry: more changed meanwhile than is remembered' : ''}`,
  ],
  'telemetry.setting': ({ variable, problem }) => ['warn', `${variable} is ignored: ${problem}`],
  'telemetry.taken': ({ parts }) => [
    'warn',
    `Another OpenTelemetry SDK has registered its ${parts.join(', ')} before: what @opentelemetry/api is asked for goes there, apart from the runtime’s own. Leave that SDK out (NodeSDK, --import …/register): the runtime exports to OTEL_EXPORTER_OTLP_ENDPOINT, and registerInstrumentations of @opentelemetry/instrumentation needs no other SDK`,
  ],
  'telemetry.export': ({ signal, state, dropped, error }) => [
    state === 'failing' ? 'warn' : 'info',
    `The export of ${signal} ${state === 'failing' ? `fails: ${error ?? 'no answer'}` : 'works again'}; ${dropped} dropped so far`,
  ],
};

function render<T extends RuntimeEvent['type']>(event: Extract<RuntimeEvent, { type: T }>): Rendering {
  return sentences[event.type](event);
}

/** The event's data under the names of log fields: snake case, and `err` for a thrown value, but for a client's mistake. */
function fieldsOf(event: RuntimeEvent): Record<string, unknown> {
  const { type, ...data } = event;
  const fields = Object.entries(data).flatMap(([name, value]) => {
    if (isClientError(value))
      return [
        ['code', value.code],
        ['status', value.status],
      ];
    if (isError(value)) return [['err', value]];
    const field = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return [[field, isDuration(field, value) ? Math.round(value) : value]];
  });
  return { event: type, ...Object.fromEntries(fields) };
}

/** The clock's milliseconds have a dozen decimals, of which none tells anything. */
function isDuration(field: string, value: unknown): value is number {
  return typeof value === 'number' && /(?:^|_)ms$/.test(field);
}

function ofProcess(process: number | undefined): string {
  return process === undefined ? '' : ` of process ${process}`;
}

function mib(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

function list(names: readonly string[]): string {
  return names.join(', ') || 'nothing';
}
