import type { Timer } from '../../clock.ts';
import type { Fate } from '../../requests.ts';
import type { ClientContext, DueRequest } from '../client.ts';
import type { Exchange, Http1Connection } from './connection.ts';
import type { Connections } from './connections.ts';
import { traceHeader } from '../trace-header.ts';
import { PART_EVERY_MS, withHeaders, type RequestBytes } from './request-bytes.ts';

/** One request from its sending to its end, over all tries of a proxy. */
export class HttpRequest implements Exchange {
  readonly #context: ClientContext;
  readonly #connections: Connections;
  readonly #request: DueRequest;
  readonly #bytes: RequestBytes;
  #retries = 0;
  #sentAt = 0;
  #timeout: Timer | undefined;
  #connection: Http1Connection | undefined;
  #fresh = true;
  #partsSent = 0;
  #connectTimeout: Timer | undefined;
  #nextPart: Timer | undefined;
  #isStreaming = false;

  constructor(context: ClientContext, connections: Connections, request: DueRequest, bytes: RequestBytes) {
    this.#context = context;
    this.#connections = connections;
    this.#request = request;
    this.#bytes = bytes;
  }

  start(): void {
    const { clock, plan } = this.#context;
    this.#sentAt = clock.now();
    this.#timeout = clock.after(plan.timeoutMs, () => this.#leave('timeout'));
    this.#try();
  }

  /** Ends a stream that is open, as a client does that has seen enough. */
  endStream(): void {
    if (this.#isStreaming) this.#leave('answered');
  }

  /**
   * An event stream that has begun is kept for its time, however long it is silent. Any other answer to one who asked for a
   * stream fails its connection (WHATWG HTML, "server-sent events"), however long it would go on.
   */
  head(): void {
    const { kind, overMs } = this.#request.action;
    const response = this.#connection?.response;
    if (kind !== 'sse' || response === undefined || response.status >= 500) return;
    if (response.status !== 200 || !response.isEventStream) return this.#leave('unopened');
    this.#isStreaming = true;
    this.#timeout?.clear();
    this.#timeout = this.#context.clock.after(overMs, () => this.#leave('answered'));
  }

  over(fate: Parameters<Exchange['over']>[0]): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    const { response } = connection;
    this.#clearTry();
    const isSent = this.#partsSent === this.#bytes.parts.length;
    this.#connections.give(connection, fate === 'answered' && response.keepAlive && isSent);
    const failure = fate === 'refused' ? 'unconnected' : 'error';
    if (fate !== 'answered' && !response.hasHead && this.#again(failure)) return this.#try();
    this.#end(fate === 'answered' ? this.#fateOfAnswer(response.status) : fate);
  }

  #try(): void {
    const { client, fresh } = this.#request;
    const { connectTimeoutMs } = this.#connections;
    const connection = this.#connections.take(client, fresh);
    this.#connection = connection;
    if (connection === undefined) return this.#end('refused');
    this.#fresh = !connection.used;
    if (connectTimeoutMs !== undefined && !connection.isConnected)
      this.#connectTimeout = this.#context.clock.after(connectTimeoutMs, () => {
        if (!connection.isConnected) this.#failToConnect(connection);
      });
    const { isHead, kept, fresh: closing, parts } = this.#bytes;
    connection.send(withHeaders(fresh ? closing : kept, traceHeader(this.#request.id)), isHead, this);
    this.#partsSent = 0;
    if (parts.length > 0) this.#sendPart();
  }

  #sendPart(): void {
    const part = this.#bytes.parts[this.#partsSent];
    if (part === undefined) return;
    this.#connection?.sendMore(part);
    this.#partsSent += 1;
    this.#nextPart = this.#context.clock.after(PART_EVERY_MS, () => this.#sendPart());
  }

  #again(failure: 'unconnected' | 'error'): boolean {
    if (!this.#connections.again(this.#request.action.method, this.#retries + 1, failure)) return false;
    this.#retries += 1;
    return true;
  }

  #failToConnect(connection: Http1Connection): void {
    this.#clearTry();
    connection.close();
    this.#connections.give(connection, false);
    if (this.#again('unconnected')) this.#try();
    else this.#end('timeout');
  }

  /** Closes the connection and with it the request. */
  #leave(fate: 'answered' | 'unopened' | 'timeout'): void {
    const connection = this.#connection;
    this.#clearTry();
    connection?.close();
    if (connection !== undefined) this.#connections.give(connection, false);
    this.#end(fate);
  }

  #fateOfAnswer(status: number): Fate {
    if (status >= 500) return 'status';
    return this.#isStreaming ? 'ended' : 'answered';
  }

  #clearTry(): void {
    this.#connectTimeout?.clear();
    this.#nextPart?.clear();
  }

  #end(fate: Fate): void {
    const connection = this.#connection;
    const response = connection?.response;
    this.#timeout?.clear();
    this.#context.ended(this.#request, {
      sentAt: this.#sentAt,
      pod: connection?.target.pod,
      connection: connection?.number ?? this.#context.nextConnection(),
      fresh: this.#fresh,
      fate,
      status: response?.hasHead === true ? response.status : 0,
      retryAfter: response?.retryAfter ?? false,
      retries: this.#retries,
    });
  }
}
