import { WebSocket } from 'ws';
import type { Timer } from '../../clock.ts';
import type { Fate } from '../../requests.ts';
import type { ClientContext } from '../client.ts';
import { fateOfError } from '../fate.ts';
import type { LoadAction } from '../plan.ts';
import { dial } from '../distance/index.ts';
import type { Target } from '../router.ts';

/** RFC 6455, section 7.4.1: the server is going down. */
const GOING_AWAY = 1001;
/** Registered with IANA after it: the server restarts, come again. */
const SERVICE_RESTART = 1012;
/**
 * A message that met the server's Close on the wire is no loss: RFC 6455, section 5.5.1 forbids the server to answer after
 * its Close, and the client knows from it that the message was not taken. An older one was read before: with a margin
 * for stalls of a busy machine.
 */
const CROSSING_MS = 1000;
const MESSAGE_EVERY_MS = 500;

/** One WebSocket from its opening to its end. */
export class EchoSession {
  readonly #context: ClientContext;
  readonly #action: LoadAction;
  readonly #onEnd: (fate: Fate, status: number) => void;
  readonly #socket: WebSocket;
  /** When the messages that await their echo were sent, the oldest first. */
  readonly #pending: number[] = [];
  readonly #timers = new Set<Timer>();
  #status = 0;
  #error: Error | undefined;
  #isLeaving = false;
  #hasEnded = false;

  constructor(
    context: ClientContext,
    action: LoadAction,
    target: Target,
    onEnd: (fate: Fate, status: number) => void,
  ) {
    this.#context = context;
    this.#action = action;
    this.#onEnd = onEnd;
    this.#socket = new WebSocket(`ws://${target.host}:${target.port}${action.path}`, {
      createConnection: () => dial(target, context),
      perMessageDeflate: false,
      headers: { host: context.plan.authority, ...action.headers },
    });
    const socket = this.#socket;
    this.#after(context.plan.timeoutMs, () => {
      if (socket.readyState === WebSocket.CONNECTING) this.#end('timeout');
    });
    socket.once('open', () => this.#opened());
    socket.on('message', () => this.#echoed());
    socket.on('error', (error) => (this.#error = error));
    socket.once('unexpected-response', (_, { statusCode = 0 }) => {
      this.#status = statusCode;
      this.#end(statusCode >= 500 ? 'status' : 'unopened');
    });
    socket.once('close', (code) => this.#end(this.#fateOfClose(code)));
  }

  /** Sends no more, and closes once every message is answered. */
  leave(): void {
    this.#isLeaving = true;
    if (this.#pending.length === 0 && this.#socket.readyState === WebSocket.OPEN) this.#end('answered');
  }

  #opened(): void {
    this.#status = 101;
    this.#after(this.#action.overMs, () => this.leave());
    this.#sendMessage();
  }

  #sendMessage(): void {
    // Its Close may have been read and its end not: a client sends no more on it.
    if (this.#isLeaving) return this.leave();
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const sentAt = this.#context.clock.now();
    this.#pending.push(sentAt);
    this.#socket.send(this.#action.body ?? 'echo');
    this.#after(MESSAGE_EVERY_MS, () => this.#sendMessage());
    this.#after(this.#context.plan.timeoutMs, () => {
      const oldest = this.#pending[0];
      if (oldest !== undefined && oldest <= sentAt) this.#end('timeout');
    });
  }

  #echoed(): void {
    this.#pending.shift();
    if (this.#isLeaving) this.leave();
  }

  #fateOfClose(code: number): Fate {
    if (code !== GOING_AWAY && code !== SERVICE_RESTART) return fateOfError(this.#error);
    const crossing = this.#context.clock.now() - CROSSING_MS;
    return this.#pending.every((sentAt) => sentAt > crossing) ? 'ended' : 'closed';
  }

  #end(fate: Fate): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    for (const timer of this.#timers) timer.clear();
    if (fate === 'answered') this.#socket.close(1000);
    else this.#socket.terminate();
    this.#onEnd(fate, this.#status);
  }

  #after(ms: number, run: () => void): void {
    const timer = this.#context.clock.after(ms, () => {
      this.#timers.delete(timer);
      run();
    });
    this.#timers.add(timer);
  }
}
