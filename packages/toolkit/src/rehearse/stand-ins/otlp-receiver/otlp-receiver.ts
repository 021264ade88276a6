import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock, type Clock } from '../../clock.ts';
import type { SpanFact } from '../../evidence.ts';
import { readJson } from './json.ts';
import { readProtobuf } from './protobuf.ts';
import { BadRequest, readBody } from './read-body.ts';
import type { SentResource } from './sent-spans.ts';

/** Where a receiver listens, and how much it keeps. */
export interface OtlpReceiverOptions {
  /** The address to listen on, which pods must reach. Its port is a free one. */
  readonly host: string;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** How many spans are kept, the newest. Default: 200 000, about 60 MB. */
  readonly maxSpans?: number;
  /** Of one request, in bytes. Default: 20 MiB, as the collector's (confighttp max_request_body_size). */
  readonly maxBodyBytes?: number;
}

/** A collector that takes traces, metrics and logs by OTLP over HTTP, and keeps the spans. */
export interface OtlpReceiver extends AsyncDisposable {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly endpoint: string;
  /** The newest spans, in the order in which they came. */
  readonly spans: readonly SpanFact[];
  /** How many spans came in all; more than are kept, where the oldest had to go. */
  readonly received: number;
  /** How many requests were malformed. */
  readonly malformed: number;
}

/**
 * Starts a receiver.
 *
 * @throws the error of listening
 */
export async function startOtlpReceiver(options: OtlpReceiverOptions): Promise<OtlpReceiver> {
  const receiver = new HttpReceiver(options);
  await receiver.listen(options.host);
  return receiver;
}

const signals = new Set(['/v1/traces', '/v1/metrics', '/v1/logs']);

class HttpReceiver implements OtlpReceiver {
  endpoint = '';
  received = 0;
  malformed = 0;
  readonly #clock: Clock;
  readonly #maxSpans: number;
  readonly #maxBodyBytes: number;
  readonly #server: Server;
  #spans: SpanFact[] = [];

  constructor({ clock = systemClock, maxSpans = 200_000, maxBodyBytes = 20 * 2 ** 20 }: OtlpReceiverOptions) {
    this.#clock = clock;
    this.#maxSpans = maxSpans;
    this.#maxBodyBytes = maxBodyBytes;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  async listen(host: string): Promise<void> {
    await once(this.#server.listen(0, host), 'listening');
    const { port } = this.#server.address() as AddressInfo;
    this.endpoint = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  get spans(): readonly SpanFact[] {
    return this.#spans.slice(-this.#maxSpans);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const type = await this.#take(request);
      // A response without fields, in either encoding: all was taken.
      response.writeHead(200, { 'content-type': type }).end(type === 'application/json' ? '{}' : undefined);
    } catch (error) {
      const status = error instanceof BadRequest ? error.status : 400;
      if (status === 400) this.malformed++;
      // Unread rest of a body would be taken for the next request.
      response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(String(error));
    }
  }

  /** Takes what was sent, and tells its content type. */
  async #take(request: IncomingMessage): Promise<string> {
    const [path = ''] = (request.url ?? '').split('?');
    if (!signals.has(path)) throw new BadRequest(404, `OTLP is sent to ${[...signals].join(', ')}`);
    if (request.method !== 'POST') throw new BadRequest(405, 'OTLP is sent by POST');
    const [type = ''] = (request.headers['content-type'] ?? '').split(';');
    const read = readers[type.trim().toLowerCase()];
    if (read === undefined) throw new BadRequest(415, `OTLP is ${Object.keys(readers).join(' or ')}`);
    const body = await readBody(request, this.#maxBodyBytes);
    if (path === '/v1/traces') this.#keep(read(body));
    return type.trim().toLowerCase();
  }

  #keep(resources: readonly SentResource[]): void {
    const at = this.#clock.now();
    for (const { attributes, spans } of resources) {
      // What a service without a name is called (resource semantic conventions, service.name).
      const service = attributes.get('service.name') ?? 'unknown_service';
      const pod = attributes.get('k8s.pod.name');
      this.received += spans.length;
      for (const span of spans) this.#spans.push({ at, service, pod, ...span });
    }
    // Now and then, so that it costs little.
    if (this.#spans.length >= 2 * this.#maxSpans) this.#spans = this.#spans.slice(-this.#maxSpans);
  }
}

const readers: Readonly<Record<string, (body: Buffer) => SentResource[]>> = {
  'application/x-protobuf': readProtobuf,
  'application/json': (body) => readJson(body.toString()),
};
