import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { decodeRequest, encodeResponse, frameHeadBytes, frameLength, ServingStatus } from './grpc-message.ts';
import type { Health, ProbeName } from './health.ts';
import { limits } from './limits.ts';

/** An error code of HTTP/2 (RFC 9113 §7). */
const CANCEL = 0x8;

/** gRPC status codes (grpc/doc/statuscodes.md). */
const Code = {
  ok: 0,
  invalidArgument: 3,
  notFound: 5,
  resourceExhausted: 8,
  unimplemented: 12,
  unavailable: 14,
} as const;

/** `grpc.health.v1.Health` (grpc/doc/health-checking.md). */
export interface GrpcHealth {
  /** Answers a call. */
  handle(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void;
  /** Tells the watchers what has changed. */
  update(): void;
  /** Ends every watch as unavailable. */
  close(): void;
}

/** A call that failed, with its gRPC status. */
class CallError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Serves health checks. The empty name and `service` mean readiness, the names of probes those probes.
 *
 * @param service the service's own name
 */
export function createGrpcHealth(service: string, health: () => Health): GrpcHealth {
  const watchers = new Map<ServerHttp2Stream, { readonly name: string; last: ServingStatus }>();

  const statusOf = (name: string): ServingStatus => {
    const probe = probeOf(name, service);
    if (probe === undefined) return ServingStatus.serviceUnknown;
    return health()[probe].ok ? ServingStatus.serving : ServingStatus.notServing;
  };

  const methods: Record<string, (stream: ServerHttp2Stream, name: string) => void> = {
    '/grpc.health.v1.Health/Check'(stream, name) {
      const status = statusOf(name);
      if (status === ServingStatus.serviceUnknown)
        throw new CallError(Code.notFound, 'no service of that name');
      open(stream);
      finish(stream, Code.ok, encodeResponse(status));
    },
    '/grpc.health.v1.Health/Watch'(stream, name) {
      const last = statusOf(name);
      open(stream);
      stream.write(encodeResponse(last));
      watchers.set(stream, { name, last });
      stream.on('close', () => watchers.delete(stream));
    },
  };

  return {
    handle(stream, headers) {
      const method = methods[headers[':path'] ?? ''];
      if (method === undefined) return fail(stream, new CallError(Code.unimplemented, 'no such method'));
      readName(stream, (name) => method(stream, name));
    },
    update() {
      for (const [stream, watch] of watchers) {
        const status = statusOf(watch.name);
        if (status === watch.last) continue;
        watch.last = status;
        stream.write(encodeResponse(status));
      }
    },
    close() {
      for (const stream of watchers.keys()) finish(stream, Code.unavailable);
    },
  };
}

function probeOf(name: string, service: string): ProbeName | undefined {
  if (name === '' || name === service) return 'readiness';
  return name === 'startup' || name === 'liveness' || name === 'readiness' ? name : undefined;
}

/** Reads the one message of a call. Whatever `onName` throws ends the call with its status. */
function readName(stream: ServerHttp2Stream, onName: (name: string) => void): void {
  let received = Buffer.alloc(0);
  const settle = (run: () => void) => {
    stream.removeAllListeners('data').resume();
    stream.setTimeout(0);
    try {
      run();
    } catch (error) {
      fail(stream, error);
    }
  };
  stream.setTimeout(limits.headMs, () => stream.close(CANCEL));
  stream.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    const length = frameLength(received);
    if (length === undefined) return;
    if (length > limits.messageBytes)
      return settle(() => {
        throw new CallError(Code.resourceExhausted, 'the message is too long');
      });
    if (received.length < frameHeadBytes + length) return;
    settle(() => {
      if (received[0] !== 0) throw new CallError(Code.unimplemented, 'compression is not supported');
      onName(decodeRequest(received.subarray(frameHeadBytes, frameHeadBytes + length)));
    });
  });
  stream.on('end', () => {
    if (!stream.headersSent) fail(stream, new CallError(Code.invalidArgument, 'the message is incomplete'));
  });
}

function open(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
}

/** Ends an opened call with its status in the trailers. */
function finish(stream: ServerHttp2Stream, code: number, message?: Buffer): void {
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(code) }));
  stream.end(message);
}

/** Ends a call that has sent nothing yet: status and headers in one frame (Trailers-Only). */
function fail(stream: ServerHttp2Stream, error: unknown): void {
  if (stream.destroyed || stream.headersSent) return;
  const { code, message } =
    error instanceof CallError ? error : new CallError(Code.invalidArgument, 'the message can’t be read');
  stream.respond(
    {
      ':status': 200,
      'content-type': 'application/grpc',
      'grpc-status': String(code),
      'grpc-message': encodeURIComponent(message),
    },
    { endStream: true },
  );
  stream.resume();
}
