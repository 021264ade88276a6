import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { EventBus, type RejectionReason, type RuntimeEvent } from '../../src/events.ts';
import { serveHttp, type HttpHandler, type HttpServer, type ServeOptions } from '../../src/http/index.ts';
import { deadlineIn } from '../../src/lifecycle/index.ts';
import type { AccessEntry } from '../../src/log/index.ts';
import { VirtualClock } from '../../src/testing/index.ts';

/** A server under test, under a virtual clock. */
export interface Fixture {
  readonly server: HttpServer;
  readonly clock: VirtualClock;
  readonly bus: EventBus;
  readonly events: RuntimeEvent[];
  readonly entries: Pick<AccessEntry, (typeof recorded)[number]>[];
  readonly url: string;
  /** Starts the drain, with a drain delay. */
  readonly drain: (delayMs: number) => void;
  /** Begins the in-flight stage, so that the clock may be moved; `finished` is what it comes to. */
  readonly finish: (budgetMs: number) => Promise<{ readonly finished: Promise<readonly string[]> }>;
  readonly connect: () => Promise<RawClient>;
}

const recorded = [
  'method',
  'path',
  'route',
  'status',
  'bytesIn',
  'bytesOut',
  'requestId',
  'outcome',
] as const;

/** Serves `handler` until the test is over. */
export async function serve(handler: HttpHandler, options: Partial<ServeOptions> = {}): Promise<Fixture> {
  const clock = new VirtualClock();
  const bus = new EventBus();
  const events: RuntimeEvent[] = [];
  const entries: Fixture['entries'] = [];
  bus.on((event) => events.push(event));
  // The entry is read when it is told, as a log line is.
  const access = (entry: AccessEntry) =>
    entries.push(
      Object.fromEntries(recorded.map((name) => [name, entry[name]])) as Fixture['entries'][number],
    );
  const server = await serveHttp({ handler, port: 0, host: '127.0.0.1', bus, clock, access, ...options });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return {
    server,
    clock,
    bus,
    events,
    entries,
    url: `http://127.0.0.1:${server.port}`,
    drain: (budgetMs) => bus.emit({ type: 'drain.stage', stage: 'drain delay', budgetMs }),
    async finish(budgetMs) {
      const finished = server.finish(deadlineIn(clock, budgetMs));
      // The queue of the kernel is accepted first, in turns of the event loop.
      for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
      return { finished };
    },
    connect: () => RawClient.to(server.port),
  };
}

/** A client that sees bytes. */
export class RawClient {
  readonly socket: Socket;
  #text = '';
  #wake = () => {};
  ended = false;
  error: Error | undefined = undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      this.#text += String(text);
      this.#wake();
    });
    socket.on('end', () => {
      this.ended = true;
      this.#wake();
    });
    socket.on('error', (error) => {
      this.error = error;
    });
    socket.on('close', () => {
      this.ended = true;
      this.#wake();
    });
    onTestFinished(() => {
      socket.destroy();
    });
  }

  static async to(port: number): Promise<RawClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  send(text: string): this {
    this.socket.write(text, 'latin1');
    return this;
  }

  get(path = '/'): this {
    return this.send(`GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`);
  }

  /** What has come, up to and with the first match, which is taken away; waits for it. */
  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.#text);
      if (found !== null) {
        const end = found.index + found[0].length;
        const taken = this.#text.slice(0, end);
        this.#text = this.#text.slice(end);
        return taken;
      }
      if (this.ended)
        throw new Error(`ended before ${pattern}: ${JSON.stringify(this.#text)} ${this.error ?? ''}`);
      await this.#more();
    }
  }

  /** Everything until the server's end of the connection. */
  async toEnd(): Promise<string> {
    while (!this.ended) await this.#more();
    return this.#text;
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** Lets the event loop turn until `condition` holds. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Resolves once all that was sent before has been read: goes the same way behind it, through the kernel and the event loop. */
export async function everythingSentIsRead(): Promise<void> {
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(connect({ port, host: '127.0.0.1' }).resume(), 'end');
  server.close();
}

/** What has been refused so far; it is told once a second. */
export async function rejected({
  clock,
  events,
}: Fixture): Promise<Partial<Record<RejectionReason, number>>> {
  await clock.advance(1_000);
  return Object.fromEntries(
    events.flatMap((event) => (event.type === 'http.rejected' ? [[event.reason, event.count]] : [])),
  );
}

/** A promise and its resolution. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}
