import type { Clock, Timer } from '../clock.ts';
import { seededRandom } from '../random.ts';
import { isStream } from '../requests.ts';
import { actionPicker } from './action-picker.ts';
import { afterReading } from './after-reading.ts';
import { Arrivals } from './arrivals.ts';
import type { Client, ClientContext, DueRequest } from './client.ts';
import { H2cClient } from './h2c/index.ts';
import { Http1Client } from './http1/index.ts';
import type { RequestWriter } from './log/index.ts';
import type { LoadAction, LoadPlan } from './plan.ts';
import type { Routers } from './router.ts';
import { WebSocketClient } from './websocket/index.ts';

const SWEEP_EVERY_MS = 250;

/** What a generator works with. */
export interface GeneratorOptions {
  readonly plan: LoadPlan;
  readonly routers: Routers;
  readonly writer: RequestWriter;
  readonly clock: Clock;
}

/** Sends the requests of a plan in an open loop, and writes down what became of each. */
export class LoadGenerator {
  readonly #writer: RequestWriter;
  readonly #clock: Clock;
  readonly #arrivals: Arrivals;
  readonly #clients: ReadonlySet<Client>;
  readonly #underWay = new Set<DueRequest>();
  /** Who waits for the end of which requests. */
  readonly #waits = new Set<{ readonly left: Set<DueRequest>; readonly resolve: () => void }>();
  #sweep: Timer | undefined;
  #allEnded: PromiseWithResolvers<void> | undefined;

  constructor({ plan, routers, writer, clock: punctual }: GeneratorOptions) {
    const clock = afterReading(punctual);
    this.#writer = writer;
    this.#clock = clock;
    let connections = 0;
    const router = routers.http1;
    const context: ClientContext = {
      clock,
      router,
      plan,
      nextConnection: () => connections++,
      ended: (request, outcome) => this.#ended(request, outcome),
    };
    const http1 = new Http1Client(context);
    const h2c = new H2cClient({ ...context, router: routers.h2c });
    const websocket = new WebSocketClient(context);
    const clientOf: Record<LoadAction['kind'], Client> = { http1, upload: http1, sse: http1, h2c, websocket };
    this.#clients = new Set(Object.values(clientOf));

    const random = seededRandom(plan.seed);
    const pickAction = actionPicker(plan.actions);
    this.#arrivals = new Arrivals(clock, (dueAt) => {
      const actionIndex = pickAction(random.uniform(0, 1));
      const action = plan.actions[actionIndex];
      const client = Math.floor(random.uniform(0, plan.clients));
      // A client's own connections end at a proxy that speaks HTTP.
      const fresh = random.uniform(0, 1) < plan.freshPart && router.per === 'connection';
      if (action === undefined) return;
      const request: DueRequest = { id: writer.begin(), action, actionIndex, dueAt, client, fresh };
      this.#underWay.add(request);
      clientOf[action.kind].send(request);
    });
    this.#arrivals.rate(plan.perSecond);
    this.#sweepLater();
  }

  /** Requests a second, from now on. 0 pauses. */
  rate(perSecond: number): void {
    this.#arrivals.rate(perSecond);
  }

  /** Resolves once all that is under way now is over, but for streams. */
  async settled(): Promise<void> {
    const waitedFor = [...this.#underWay].filter(({ action }) => !isStream(action.kind));
    if (waitedFor.length === 0) return;
    const settled = Promise.withResolvers<void>();
    this.#waits.add({ left: new Set(waitedFor), resolve: settled.resolve });
    await settled.promise;
  }

  /** Sends no more, ends streams in good order, and waits for all that is under way. */
  async stop(): Promise<void> {
    await this.#arrivals.stop();
    this.#allEnded = Promise.withResolvers();
    for (const client of this.#clients) client.endStreams();
    if (this.#underWay.size > 0) await this.#allEnded.promise;
    this.#sweep?.clear();
    for (const client of this.#clients) client.close();
  }

  #ended(request: DueRequest, outcome: Parameters<ClientContext['ended']>[1]): void {
    if (!this.#underWay.delete(request)) return;
    this.#writer.end(request, outcome, this.#clock.now());
    for (const wait of this.#waits) {
      if (!wait.left.delete(request) || wait.left.size > 0) continue;
      this.#waits.delete(wait);
      wait.resolve();
    }
    if (this.#underWay.size === 0) this.#allEnded?.resolve();
  }

  #sweepLater(): void {
    this.#sweep = this.#clock.after(SWEEP_EVERY_MS, () => {
      for (const client of this.#clients) client.sweep();
      if (this.#allEnded !== undefined) for (const client of this.#clients) client.endStreams();
      this.#sweepLater();
    });
  }
}
