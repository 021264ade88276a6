import type { Client, ClientContext, DueRequest } from '../client.ts';
import { EchoSession } from './echo-session.ts';

/**
 * WebSockets, each on a connection of its own that is kept for a time while messages are echoed. Each is one request of
 * the log.
 */
export class WebSocketClient implements Client {
  readonly #context: ClientContext;
  readonly #sessions = new Set<EchoSession>();

  constructor(context: ClientContext) {
    this.#context = context;
  }

  send(request: DueRequest): void {
    const { clock, router } = this.#context;
    const sentAt = clock.now();
    const target = router.route(request.client);
    const connection = this.#context.nextConnection();
    const common = { sentAt, connection, pod: target?.pod, fresh: true, retryAfter: false, retries: 0 };
    if (target === undefined) return this.#context.ended(request, { ...common, fate: 'refused', status: 0 });
    const session = new EchoSession(this.#context, request.action, target, (fate, status) => {
      this.#sessions.delete(session);
      this.#context.ended(request, { ...common, fate, status });
    });
    this.#sessions.add(session);
  }

  sweep(): void {
    // None of them is idle.
  }

  endStreams(): void {
    for (const session of this.#sessions) session.leave();
  }

  close(): void {
    // Each has been closed at its end.
  }
}
