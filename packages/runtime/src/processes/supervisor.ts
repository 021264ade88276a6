import { ExitCode } from '@seaworthy/contract';
import type { ConfigInputs } from '../config/index.ts';
import { SeaworthyError, type ErrorCode } from '../errors.ts';
import { deadlineIn, orTimeout, type Deadline } from '../lifecycle/index.ts';
import { messageOf } from '../thrown.ts';
import type { OtherProcesses } from '../telemetry/index.ts';
import { Figures } from './figures.ts';
import type { FromProcess, Welcome } from './messages.ts';
import { overviewOf, type Overview } from './overview.ts';
import { Place, type PlaceContext } from './place.ts';
import type { ChildExit } from './spawn.ts';

/** What a supervisor needs. */
export interface SupervisorOptions extends PlaceContext {
  readonly count: number;
  /** What a process that starts now is given. */
  readonly welcome: () => Welcome;
  /** Called whenever {@link Supervisor.overview} may have changed. */
  readonly onChange: () => void;
  /** Called when a process can't be replaced any more, or dies while all stop. */
  readonly onFault: (error: SeaworthyError) => void;
  /** Called when a process has ended in order, by a status that the program has set (`process.exitCode`). */
  readonly onStatus: (code: number) => void;
  /** Called when the service has ended itself in one of them. */
  readonly onStop: (reason: string) => void;
}

/** How long a process has to flush its log when all exit at once, in milliseconds. */
const FORCED_MS = 500;

/**
 * How long one that still starts has to release what it has, in milliseconds: what it gives itself then (`crashBudget`), and a little.
 * While it loads it does not even hear of it, and nobody's work is with it.
 */
const ABANDONED_MS = 5_250;

/** Starts several processes, replaces those that die, and stops them. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #places: readonly Place[];
  readonly #figures: Figures;
  readonly #allStarted = Promise.withResolvers<void>();
  readonly #incomplete: string[] = [];
  /** When all were told to stop. */
  #toldAt: number | undefined;
  /** Whether a fault has decided how the whole ends. */
  #faulted = false;

  constructor(options: SupervisorOptions) {
    const { count, clock, onChange } = options;
    this.#options = options;
    this.#figures = new Figures(clock);
    const listeners = {
      onStarted: (place: Place) => this.#welcome(place),
      onMessage: (place: Place, message: FromProcess) => this.#receive(place, message),
      onExited: this.#exited.bind(this),
      onChange,
    };
    this.#places = Array.from({ length: count }, (_, at) => new Place(at + 1, options, listeners));
  }

  get overview(): Overview {
    return overviewOf(this.#places);
  }

  /**
   * Starts all at the same time, and resolves once each has served.
   *
   * @throws SeaworthyError SW_PROCESS_START, with the exit code of the first that could not start
   */
  async start(): Promise<void> {
    for (const place of this.#places) place.start();
    await this.#allStarted.promise;
  }

  /** Whether any process listens to SIGHUP. */
  get hearsHangup(): boolean {
    return this.#places.some(({ hangup }) => hangup);
  }

  /** Passes SIGHUP on to those that listen to it. */
  hangUp(): void {
    for (const place of this.#places) place.hangUp();
  }

  /** Hands a changed configuration to all. */
  reconfigure(inputs: ConfigInputs): void {
    for (const place of this.#places) place.send({ type: 'config', inputs });
  }

  /** The figures of all. */
  figures(): Promise<OtherProcesses> {
    const running = this.#places.filter(({ state }) => state !== 'absent' && state !== 'starting');
    return this.#figures.collect(
      running.map(({ number }) => number),
      (number, id) => running.find((place) => place.number === number)?.send({ type: 'metrics', id }),
    );
  }

  /**
   * Tells all to stop, each in the same budget; none is replaced any more. A second call changes nothing, but for a fault, which leaves
   * them less time.
   */
  tellToStop(cause: 'request' | 'fault', reason: string): void {
    if (this.#toldAt !== undefined && cause === 'request') return;
    this.#toldAt ??= this.#options.clock.now();
    for (const place of this.#places) place.stop({ type: 'stop', cause, reason });
  }

  /**
   * Waits until all have ended, and kills the rest at `deadline`; what still starts, soon after nobody serves any more. Returns the
   * names of those that aborted work.
   */
  async stop(deadline: Deadline): Promise<readonly string[]> {
    this.tellToStop('request', 'stop');
    await orTimeout(goneOf(this.#places.filter(({ hasServed }) => hasServed)), deadline);
    const { clock } = this.#options;
    const leftMs = (this.#toldAt ?? clock.now()) + ABANDONED_MS - clock.now();
    using abandoned = deadlineIn(clock, Math.max(0, leftMs), deadline);
    await this.#goneOrKilled(abandoned);
    return this.#incomplete.splice(0);
  }

  /** Has all exit at once, after flushing their logs. */
  async force(): Promise<void> {
    using deadline = deadlineIn(this.#options.clock, FORCED_MS);
    for (const place of this.#places) place.stop({ type: 'exit' });
    await this.#goneOrKilled(deadline);
  }

  /** Kills what still runs, at the end of this process. */
  killAll(): void {
    for (const place of this.#places) place.kill();
  }

  async #goneOrKilled(deadline: Deadline): Promise<void> {
    if (await orTimeout(goneOf(this.#places), deadline)) return;
    this.killAll();
    await goneOf(this.#places);
  }

  #welcome(place: Place): void {
    place.send(this.#options.welcome());
    const pids = this.#places.flatMap(({ pid }) => pid ?? []);
    for (const each of this.#places) each.send({ type: 'pids', pids });
  }

  #receive(place: Place, message: FromProcess): void {
    if (message.type === 'metrics') this.#figures.receive(place.number, message.families, message.id);
    if (message.type === 'closed') this.#closed(place);
    if (message.type === 'stop') this.#options.onStop(message.reason);
    if (this.#places.every(({ started }) => started)) this.#allStarted.resolve();
  }

  /**
   * Who is told of the end dials anew, and would wait in a queue that the kernel resets once the last process has closed the port. So none
   * tells of it before all have closed; one that ends alone needs not wait, since the others serve on.
   */
  #closed(place: Place): void {
    if (this.#toldAt === undefined) place.send({ type: 'closed' });
    else if (!this.#places.some(({ listening }) => listening))
      for (const each of this.#places) each.send({ type: 'closed' });
  }

  #exited(place: Place, exit: ChildExit, fatal: 'start' | 'loop' | 'stop' | undefined): void {
    this.#figures.ended(place.number);
    if (this.#toldAt !== undefined) this.#closed(place);
    const decided = this.#faulted;
    this.#faulted ||= fatal === 'start' || fatal === 'loop';
    if (fatal === 'start') this.#allStarted.reject(failure('SW_PROCESS_START', place, exit));
    if (fatal === 'loop') this.#options.onFault(failure('SW_PROCESS_LOOP', place, exit));
    if (fatal !== 'stop') return;
    if (place.killed || exit.code === ExitCode.drainIncomplete) {
      // One that was killed as it started had nobody's work.
      if (!place.killed || place.hasServed) this.#incomplete.push(`process ${place.number}`);
    } else if (place.stopped && exit.code !== null && exit.code !== ExitCode.ok)
      this.#options.onStatus(exit.code);
    // Where one could not start, as a rule the others can't either: the first says why.
    else if (!decided && !isOrderly(exit)) this.#options.onFault(failure('SW_PROCESS_CRASH', place, exit));
  }
}

async function goneOf(places: readonly Place[]): Promise<void> {
  await Promise.all(places.map(({ gone }) => gone));
}

/** Ends that a process brings about itself when it is told to stop. */
const orderly: ReadonlySet<number | null> = new Set([ExitCode.ok, ExitCode.startAborted, ExitCode.forced]);

/**
 * Whether a process that is to stop has ended as it should: also by a signal that came to all of the group, from a terminal or
 * an init, before it had loaded what answers it.
 */
function isOrderly({ code, signal }: ChildExit): boolean {
  return orderly.has(code) || ['SIGTERM', 'SIGINT', 'SIGHUP'].includes(signal ?? '');
}

function failure(code: ErrorCode, { number }: Place, exit: ChildExit): SeaworthyError {
  const exitCode = code === 'SW_PROCESS_LOOP' ? undefined : knownExitCode(exit);
  return new SeaworthyError(code, {
    what:
      exit.error === undefined
        ? `Process ${number} ended by ${exit.signal ?? `exit status ${exit.code}`}`
        : `Process ${number} could not be started: ${messageOf(exit.error)}`,
    where: `process ${number}`,
    ...(exit.error !== undefined && { cause: exit.error }),
    ...(exitCode !== undefined && { exitCode }),
  });
}

function knownExitCode({ code }: ChildExit): ExitCode | undefined {
  return Object.values(ExitCode).find((known) => known === code && known !== ExitCode.ok);
}
