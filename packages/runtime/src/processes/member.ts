import { timer } from '../clock.ts';
import type { ConfigReader } from '../config/index.ts';
import { processShare, type ProcessShare } from '../resources/index.ts';
import { unwrap, wrap, type FromProcess, type ToProcess, type Welcome } from './messages.ts';

type Order = Extract<ToProcess, { type: 'stop' | 'exit' }>;
type Scrape = Extract<ToProcess, { type: 'metrics' }>;

/** This process as one of several: its line to the primary. */
export interface Member {
  readonly share: ProcessShare;
  readonly welcome: Welcome;
  /** The primary reads the configuration for all. */
  readonly config: ConfigReader;
  /** Ids of the other processes, without the primary. */
  siblings(): readonly number[];
  /** Resolves once the message is on its way; so it does when the primary has gone. */
  send(message: FromProcess): Promise<void>;
  /** Tells that the listener of this process has closed, and resolves once that of all has, or where the others serve on. */
  closed(): Promise<void>;
  /** Calls `obey` for each order to stop, the past ones included. */
  onOrder(obey: (order: Order) => void): void;
  /** Calls `answer` for each question for the figures, the past ones included. */
  onScrape(answer: (question: Scrape) => void): void;
}

/** Joins the primary that started this process; undefined in a process that serves alone. */
export async function joinProcesses(): Promise<Member | undefined> {
  const share = processShare();
  if (share === undefined || process.send === undefined) return undefined;
  const { promise: welcomed, resolve } = Promise.withResolvers<Welcome>();
  const configListeners = new Set<() => void>();
  let inputs: Welcome['inputs'] | undefined;
  let pids: readonly number[] = [];
  const orders = new Backlog<Order>();
  const scrapes = new Backlog<Scrape>();
  const portClosed = Promise.withResolvers<void>();

  process.on('message', (envelope) => {
    const message = unwrap(envelope) as ToProcess | undefined;
    switch (message?.type) {
      case 'welcome':
        ({ inputs } = message);
        resolve(message);
        break;
      case 'config':
        ({ inputs } = message);
        for (const listener of configListeners) listener();
        break;
      case 'pids':
        ({ pids } = message);
        break;
      case 'metrics':
        scrapes.push(message);
        break;
      case 'closed':
        portClosed.resolve();
        break;
      case 'stop':
      case 'exit':
        orders.push(message);
        break;
      case undefined:
        break;
    }
  });
  const orphaned: Order = { type: 'stop', cause: 'request', reason: 'the primary has gone' };
  process.once('disconnect', () => {
    orders.push(orphaned);
    portClosed.resolve();
  });
  // Loaded where it is needed: a process alone is to start no later for it.
  const { default: cluster } = await import('node:cluster');
  // Otherwise node exits at once when the primary has gone, in the middle of requests.
  if (cluster.worker !== undefined) cluster.worker.exitedAfterDisconnect = true;
  const welcome = await welcomed;
  // It must not keep a process alive that has released everything.
  process.channel?.unref();
  const send = (message: FromProcess) =>
    new Promise<void>((sent) => {
      if (process.connected) process.send?.(wrap(message), undefined, {}, () => sent());
      else sent();
    });
  return {
    share,
    welcome,
    config: {
      get inputs() {
        return inputs ?? welcome.inputs;
      },
      onChange(listener) {
        configListeners.add(listener);
        // It may have changed since it was read.
        listener();
        return timer(() => configListeners.delete(listener));
      },
    },
    siblings: () => pids.filter((pid) => pid !== process.pid),
    send,
    async closed() {
      await send({ type: 'closed' });
      await portClosed.promise;
    },
    onOrder: (obey) => orders.listen(obey),
    onScrape: (answer) => scrapes.listen(answer),
  };
}

/** Keeps messages until somebody hears them. */
class Backlog<Message> {
  #kept: Message[] = [];
  #hear: ((message: Message) => void) | undefined;

  push(message: Message): void {
    if (this.#hear === undefined) this.#kept.push(message);
    else this.#hear(message);
  }

  listen(hear: (message: Message) => void): void {
    this.#hear = hear;
    for (const message of this.#kept.splice(0)) hear(message);
  }
}
