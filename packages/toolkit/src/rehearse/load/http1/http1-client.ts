import type { Client, ClientContext, DueRequest } from '../client.ts';
import type { LoadAction } from '../plan.ts';
import { ClientPools } from './client-pools.ts';
import type { Connections } from './connections.ts';
import { HttpRequest } from './http-request.ts';
import { encodeRequest, type RequestBytes } from './request-bytes.ts';
import { UpstreamConnections } from './upstream-connections.ts';

/**
 * HTTP/1.1 over node:net: requests, uploads and event streams. A full HTTP client costs more for each request than many
 * a service under test.
 */
export class Http1Client implements Client {
  readonly #context: ClientContext;
  readonly #connections: Connections;
  readonly #bytes: ReadonlyMap<LoadAction, RequestBytes>;
  readonly #streams = new Set<HttpRequest>();

  constructor(context: ClientContext) {
    const { router, plan } = context;
    this.#context = context;
    this.#connections =
      router.per === 'connection'
        ? new ClientPools({ ...context, router })
        : new UpstreamConnections({ ...context, router });
    this.#bytes = new Map(plan.actions.map((action) => [action, encodeRequest(action, plan.authority)]));
  }

  send(request: DueRequest): void {
    const bytes = this.#bytes.get(request.action);
    if (bytes === undefined) throw new Error(`${request.action.name} is not of this plan`);
    if (request.action.kind === 'sse') this.#sendStream(request, bytes);
    else new HttpRequest(this.#context, this.#connections, request, bytes).start();
  }

  sweep(): void {
    this.#connections.sweep();
  }

  endStreams(): void {
    for (const stream of this.#streams) stream.endStream();
  }

  close(): void {
    this.#connections.close();
  }

  #sendStream(request: DueRequest, bytes: RequestBytes): void {
    const ended: ClientContext['ended'] = (_, outcome) => {
      this.#streams.delete(stream);
      this.#context.ended(request, outcome);
    };
    // No connection of a stream is used again, so it takes none that is kept.
    const own = { ...request, fresh: true };
    const stream = new HttpRequest({ ...this.#context, ended }, this.#connections, own, bytes);
    this.#streams.add(stream);
    stream.start();
  }
}
