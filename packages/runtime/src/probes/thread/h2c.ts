import type { Http2Server, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { Answer, Question } from './answer.ts';
import type { GrpcHealth } from './grpc-health.ts';
import { limits } from './limits.ts';

/** An HTTP/2 server for connections that are handed to it: gRPC health checks, and the same questions as by HTTP/1.1. */
export interface H2cServer {
  /** Takes a connection over. Node's HTTP/2 is loaded by the first one: most kubelets never ask by it. */
  accept(socket: Socket): void;
  /** Ends every session once its streams are done. */
  close(): void;
}

/** See {@link H2cServer}. */
export function createH2cServer(
  ask: (question: Question) => Answer | Promise<Answer>,
  grpc: GrpcHealth,
): H2cServer {
  const sessions = new Set<ServerHttp2Session>();
  let server: Http2Server | undefined;
  return {
    accept(socket) {
      server ??= createServer(ask, grpc, sessions);
      server.emit('connection', socket);
    },
    close() {
      for (const session of sessions) session.close();
    },
  };
}

function createServer(
  ask: Parameters<typeof createH2cServer>[0],
  grpc: GrpcHealth,
  sessions: Set<ServerHttp2Session>,
): Http2Server {
  const server = process.getBuiltinModule('node:http2').createServer({
    maxSessionMemory: 1,
    maxHeaderListPairs: 64,
    settings: {
      enablePush: false,
      maxConcurrentStreams: limits.streams,
      maxHeaderListSize: limits.headBytes,
    },
  });
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    // A broken connection is the client's affair; without a listener it would end this thread.
    session.on('error', () => session.destroy());
    closeWhenIdle(session);
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => stream.destroy());
    if (headers['content-type']?.startsWith('application/grpc')) grpc.handle(stream, headers);
    else void respond(ask, stream, headers);
  });
  return server;
}

/** Closes a session on which no stream has been open for a while. A watch keeps it open. */
function closeWhenIdle(session: ServerHttp2Session): void {
  let streams = 0;
  const arm = () => session.setTimeout(streams === 0 ? limits.idleMs : 0);
  session.on('stream', (stream) => {
    streams += 1;
    arm();
    stream.on('close', () => {
      streams -= 1;
      if (!session.destroyed) arm();
    });
  });
  session.on('timeout', () => session.close());
  arm();
}

async function respond(
  ask: (question: Question) => Answer | Promise<Answer>,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): Promise<void> {
  const { ':method': method = '', ':path': target = '/', accept } = headers;
  const { status, headers: fields, body } = await ask({ method, target, accept });
  if (stream.destroyed) return;
  stream.respond({ ':status': status, ...fields }, { endStream: method === 'HEAD' });
  if (method !== 'HEAD') stream.end(body);
  stream.resume();
}
