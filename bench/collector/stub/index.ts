/** A collector in a process of its own, which counts the spans that it takes and fails when told to. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endWithThisProcess } from '../../form/index.ts';
import type { Behaviour, Order, Report } from './main.ts';

export type { Behaviour } from './main.ts';

/** The process, from here. Calls must not overlap. */
export interface StubCollector extends Disposable {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. One of several senders has its name as a path behind it. */
  readonly endpoint: string;
  /** How many spans it has taken so far. @param sender whose. Default: of all */
  spans(sender?: string): Promise<number>;
  /** Changes its ways, for requests from now on: what was left hanging is never answered. */
  become(behaviour: Behaviour): Promise<void>;
}

/** Starts a collector that takes everything, on the cores that this process has. Disposing of it ends it. */
export async function startStubCollector(): Promise<StubCollector> {
  const child = fork(fileURLToPath(new URL('main.ts', import.meta.url)));
  endWithThisProcess(child);
  const ask = async (order: Order): Promise<Report> => {
    const answer = once(child, 'message') as Promise<[Report]>;
    child.send(order);
    return (await answer)[0];
  };
  const { port } = await ask({});
  return {
    endpoint: `http://127.0.0.1:${port}`,
    spans: async (sender) => (await ask(sender === undefined ? {} : { sender })).spans,
    become: async (behaviour) => void (await ask({ behaviour })),
    [Symbol.dispose]: () => child.kill(),
  };
}
