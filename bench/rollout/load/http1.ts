import { Agent, request as httpRequest, type AgentOptions, type ClientRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Endpoint } from '../endpoints.ts';
import {
  TIMEOUT_MS,
  type Client,
  type ClientContext,
  type Loss,
  type Outcome,
  type Request,
} from './client.ts';
import { sendBody, uploadHeaders } from './upload.ts';

/**
 * An HTTP/1.1 client by node:http, whose agents never send a request twice. A kept connection belongs to the Service
 * as a whole, as behind a ClusterIP: only a new connection is routed.
 */
export class Http1Client implements Client {
  readonly #kept: ServiceAgent;
  readonly #fresh: ServiceAgent;

  constructor({ route, idleTimeoutMs }: ClientContext) {
    this.#kept = new ServiceAgent({ keepAlive: true, timeout: idleTimeoutMs }, route);
    this.#fresh = new ServiceAgent({ keepAlive: false }, route);
  }

  send({ path, upload, fresh }: Request): Promise<Outcome> {
    const agent = fresh ? this.#fresh : this.#kept;
    return new Promise((resolve) => {
      const request = httpRequest({
        host: 'service',
        path,
        agent,
        method: upload === undefined ? 'GET' : 'POST',
        headers: uploadHeaders(upload),
      });
      const lose = (cause: string) => resolve(lossOf(request, agent, cause));
      const timeout = setTimeout(() => {
        lose('no answer within 10 s');
        request.destroy();
      }, TIMEOUT_MS);
      request.once('close', () => clearTimeout(timeout));
      request.once('error', (error) => lose(causeOf(error)));
      request.once('response', (response) => {
        const status = response.statusCode ?? 0;
        response.once('error', () => lose('closed within the response'));
        response.once('end', () => (status >= 500 ? lose(`status ${status}`) : resolve('answered')));
        response.resume();
      });
      sendBody(request, upload);
    });
  }

  close(): void {
    this.#kept.destroy();
    this.#fresh.destroy();
  }
}

/** Opens each connection to an endpoint of the Service. */
class ServiceAgent extends Agent {
  readonly endpointOf = new WeakMap<Duplex, Endpoint>();
  readonly #route: () => Endpoint | undefined;

  constructor(options: AgentOptions, route: () => Endpoint | undefined) {
    super(options);
    this.#route = route;
  }

  override createConnection(_: unknown, connected: (error: Error | null, socket: Duplex) => void): Duplex {
    const endpoint = this.#route();
    const socket = endpoint === undefined ? unroutable() : connect(endpoint.port, endpoint.host);
    if (endpoint !== undefined) this.endpointOf.set(socket, endpoint);
    connected(null, socket);
    return socket;
  }

  /** Keeps a connection whatever `Keep-Alive: timeout` says: most clients (Go's, Envoy's) do not read it. */
  override keepSocketAlive(socket: Socket): boolean {
    socket.setKeepAlive(true, 1000);
    socket.unref();
    return true;
  }
}

/** What kube-proxy makes of a Service that has no usable endpoint: a refused connection (nobody listens on port 1). */
function unroutable(): Socket {
  return connect(1, '127.0.0.1');
}

function lossOf(request: ClientRequest, agent: ServiceAgent, cause: string): Loss {
  const endpoint = request.socket === null ? undefined : agent.endpointOf.get(request.socket);
  return { cause, endpoint, connection: request.reusedSocket ? 'reused' : 'fresh' };
}

function causeOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'ECONNREFUSED') return 'refused';
  // node:http's word for a FIN where an answer was due; a RST comes as `read ECONNRESET`.
  if (error.message === 'socket hang up') return 'closed without an answer';
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return 'reset';
  return error.code ?? error.message;
}
