import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { EndpointView } from '../endpoints/index.ts';
import { exhaustionOf } from '../exhaustion.ts';
import { RequestColumns } from '../load/index.ts';
import type { SingleAnswer } from '../requests.ts';
import type { LoadSettings, LoadStep } from '../workload/index.ts';
import type { Address, DataPlane } from './data-plane/index.ts';
import { planOf, requestOf } from './plan.ts';
import type { FromThread, ThreadData, ToThread } from './thread/messages.ts';
import { threadOrigin } from './thread/origin.ts';

/** What a Service is loaded with, and through whom. */
export interface TrafficOptions {
  /** Of every choice that the load makes. */
  readonly seed: number;
  readonly settings: LoadSettings;
  /** What each proxy sees of the Service's endpoints, a node's kube-proxy or an ingress; clients are dealt out over them. */
  readonly views: readonly Pick<EndpointView, 'subscribe'>[];
  readonly dataPlane: DataPlane;
  /** Where a pod's port is reached; asked each time that a proxy comes to see it. Undefined: nobody can reach it. */
  readonly addressOf: (pod: string) => Address | undefined;
  /** The `Host` of every request, such as the Service's name. */
  readonly authority: string;
  /** Hears at once of what ends the load. Default: only {@link Traffic.stop} tells it. */
  readonly fault?: (error: unknown) => void;
}

/** What one request has besides what its step says. */
export interface SingleOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** So many bytes that say nothing, instead of the step's body. */
  readonly bytes?: number;
}

/** Load that is running, on a thread of its own. */
export interface Traffic {
  /** Requests a second from now on, over all steps; 0 pauses. */
  rate(perSecond: number): void;
  readonly perSecond: number;
  /** One request on a connection of its own, by HTTP/1.1 unless its kind is `h2c`. It is not part of the load, and not of its log. */
  request(step: LoadStep, options?: SingleOptions): Promise<SingleAnswer>;
  /** Resolves once all requests that are under way now are over, but for streams. */
  settled(): Promise<void>;
  /** The requests so far; those that are under way are not in it yet. */
  readonly log: RequestColumns;
  /**
   * Sends no more, waits for what is under way, and gives the whole log. WebSockets and event streams are ended as clients
   * do. May be called again.
   *
   * @throws ToolkitError SW_MACHINE_EXHAUSTED where the machine ran out of file descriptors or ports; a defect
   */
  stop(): Promise<RequestColumns>;
}

/** Starts the load of a rehearsal. It begins at once, with the endpoints that the proxies see by now. */
export function startTraffic(options: TrafficOptions): Traffic {
  const { seed, settings, views, dataPlane, authority } = options;
  const plan = planOf(settings, { seed, authority });
  const data: ThreadData = { plan, dataPlane, views: views.length, origin: threadOrigin() };
  const entry = new URL(`./thread/main${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(entry, { workerData: data, name: 'load' });
  const tell = (message: ToThread) => worker.postMessage(message);

  const log = new RequestColumns(plan.actions);
  const answers = new Map<number, PromiseWithResolvers<SingleAnswer>>();
  const settlements = new Map<number, PromiseWithResolvers<void>>();
  const stopped = Promise.withResolvers<void>();
  // Whoever stops the load hears of it; until then nobody may be waiting.
  stopped.promise.catch(() => {});
  worker.on('message', (message: FromThread) => {
    if (message.type === 'segment') log.segment(message.buffer);
    else if (message.type === 'pod') log.pod(message.name);
    else if (message.type === 'stopped') stopped.resolve();
    else if (message.type === 'settled') settlements.get(message.number)?.resolve();
    else answers.get(message.number)?.resolve(message.answer);
  });
  worker.once('error', (thrown) => {
    const error = exhaustionOf(thrown) ?? thrown;
    stopped.reject(error);
    for (const waiting of [answers, settlements]) for (const { reject } of waiting.values()) reject(error);
    options.fault?.(error);
  });
  feed(views, options.addressOf, tell);

  let { perSecond } = plan;
  let asked = 0;
  let isStopping = false;
  return {
    log,
    get perSecond() {
      return perSecond;
    },
    rate(next) {
      perSecond = next;
      tell({ type: 'rate', perSecond });
    },
    async request(step, { headers = {}, bytes } = {}) {
      const number = asked++;
      const answer = Promise.withResolvers<SingleAnswer>();
      answers.set(number, answer);
      const kind = step.kind === 'h2c' ? 'h2c' : 'http1';
      const { body, ...request } = requestOf({ ...step, headers: { ...step.headers, ...headers } });
      tell({ type: 'request', number, request: { ...request, kind, body: bytes ?? body } });
      return answer.promise.finally(() => answers.delete(number));
    },
    async settled() {
      const number = asked++;
      const settlement = Promise.withResolvers<void>();
      settlements.set(number, settlement);
      tell({ type: 'settle', number });
      return settlement.promise.finally(() => settlements.delete(number));
    },
    async stop() {
      if (!isStopping) tell({ type: 'stop' });
      isStopping = true;
      await stopped.promise;
      await worker.terminate();
      return log;
    },
  };
}

/** Tells the thread what each proxy sees, now and as it changes. A StatefulSet's next pod has the name of the one that has gone. */
function feed(
  views: TrafficOptions['views'],
  addressOf: (pod: string) => Address | undefined,
  tell: (message: ToThread) => void,
): void {
  for (const [view, endpointView] of views.entries()) {
    let known = new Map<string, Address>();
    endpointView.subscribe((seen) => {
      const endpoints = seen.flatMap((endpoint) => {
        const address = known.get(endpoint.pod) ?? addressOf(endpoint.pod);
        return address === undefined ? [] : [{ ...endpoint, address }];
      });
      known = new Map(endpoints.map(({ pod, address }) => [pod, address]));
      tell({ type: 'endpoints', view, endpoints });
    });
  }
}
