import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { ToolkitError } from '../../../errors.ts';
import { systemClock, type Clock, type Timer } from '../../clock.ts';
import type { Note, StageEvent } from '../../events.ts';
import { exhaustionOf } from '../../exhaustion.ts';
import type { DependencyTarget } from './address.ts';
import { Connection } from './connection.ts';
import type { DependencyProxy } from './dependency-proxy.ts';

/** Whom a proxy stands before. */
export interface DependencyProxyOptions {
  /** As the contract names it. */
  readonly name: string;
  readonly critical: boolean;
  /** The address to listen on, which pods must reach. Its port is a free one. */
  readonly host: string;
  readonly target: DependencyTarget;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /**
   * Hears of a connection that could not be passed on although nothing was to keep it: the dependency is gone, or this machine
   * lacks something (ToolkitError SW_DEPENDENCY_ENDED or SW_MACHINE_EXHAUSTED). Default: nobody does.
   */
  readonly fault?: (error: unknown) => void;
  /** Is told of each change of state. */
  readonly note?: Note;
}

type State = Extract<StageEvent, { readonly type: 'dependency' }>['state'];

/** How long until a port that somebody else has taken meanwhile is tried again, in milliseconds. */
const RELISTEN_MS = 50;

/**
 * Starts a proxy before a dependency.
 *
 * @throws the error of listening
 */
export async function startDependencyProxy(options: DependencyProxyOptions): Promise<DependencyProxy> {
  const proxy = new TcpProxy(options);
  await proxy.listen();
  return proxy;
}

class TcpProxy implements DependencyProxy {
  readonly name: string;
  readonly critical: boolean;
  readonly host: string;
  port = 0;
  readonly #target: DependencyTarget;
  readonly #clock: Clock;
  readonly #note: Note | undefined;
  readonly #fault: DependencyProxyOptions['fault'];
  readonly #connections = new Set<Connection>();
  #state: State = 'up';
  #delayMs = 0;
  #server: Server | undefined;
  #retry: Timer | undefined;

  constructor(options: DependencyProxyOptions) {
    const { name, critical, host, target, clock = systemClock, note, fault } = options;
    this.name = name;
    this.critical = critical;
    this.host = host;
    this.#target = target;
    this.#clock = clock;
    this.#note = note;
    this.#fault = fault;
  }

  async listen(): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
    this.#server = server;
    await once(server.listen(this.port, this.host), 'listening');
    this.port = (server.address() as AddressInfo).port;
  }

  restore(): void {
    this.#become('up');
  }

  cut(): void {
    this.#become('cut');
  }

  delay(ms: number): void {
    this.#become('slow', ms);
  }

  reset(): void {
    this.#become('resetting');
    this.#resetAll();
  }

  refuse(): void {
    this.#become('refusing');
    this.#resetAll();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#state = 'refusing';
    const server = this.#stopListening();
    const closed = server && once(server, 'close');
    this.#resetAll();
    await closed;
  }

  #become(state: State, delayMs = 0): void {
    this.#state = state;
    this.#delayMs = delayMs;
    this.#note?.({ type: 'dependency', name: this.name, state });
    if (state === 'refusing') this.#stopListening();
    else this.#listenAgain();
    if (state === 'up' || state === 'slow') {
      for (const connection of this.#connections) {
        connection.open();
        connection.pump();
      }
    }
  }

  #accept(client: Socket): void {
    const connection = new Connection(
      client,
      this.#target,
      this.#clock,
      () => ({ passes: this.#state !== 'cut', delayMs: this.#delayMs }),
      (unreached) => {
        this.#connections.delete(connection);
        if (unreached !== undefined && (this.#state === 'up' || this.#state === 'slow'))
          this.#fault?.(exhaustionOf(unreached) ?? this.#gone(unreached));
      },
    );
    this.#connections.add(connection);
    if (this.#state === 'resetting' || this.#state === 'refusing') connection.reset();
    else if (this.#state !== 'cut') connection.open();
  }

  #gone(cause: Error): ToolkitError {
    return new ToolkitError('SW_DEPENDENCY_ENDED', {
      what: `${this.name} could not be reached although nothing was done to it: ${cause.message}`,
      where: 'rehearse.yaml dependencies',
      cause,
    });
  }

  #resetAll(): void {
    for (const connection of this.#connections) connection.reset();
  }

  #stopListening(): Server | undefined {
    this.#retry?.clear();
    const server = this.#server;
    this.#server = undefined;
    return server?.close();
  }

  /** On the same port, which somebody may hold for a moment. */
  #listenAgain(): void {
    if (this.#server !== undefined) return;
    this.#retry?.clear();
    this.listen().catch(() => {
      if (this.#state === 'refusing') return;
      this.#server = undefined;
      this.#retry = this.#clock.after(RELISTEN_MS, () => this.#listenAgain());
    });
  }
}
