import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Answer, Question } from './answer.ts';
import { limits } from './limits.ts';

/** An HTTP/1.1 server that answers questions. It is the one that listens. */
export function createHttp1Server(ask: (question: Question) => Answer | Promise<Answer>): Server {
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    void respond(ask, request, response);
  };
  const server = createServer(
    {
      headersTimeout: limits.headMs,
      requestTimeout: limits.headMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: 1000,
      maxHeaderSize: limits.headBytes,
    },
    listener,
  );
  // Otherwise node answers 417 and keeps the connection.
  server.on('checkExpectation', listener);
  return server;
}

async function respond(
  ask: (question: Question) => Answer | Promise<Answer>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', url = '/', headers } = request;
  const { status, headers: fields, body } = await ask({ method, target: url, accept: headers.accept });
  // Closing is the default: the kubelet opens a connection for every probe, and one kept open would only delay the end.
  const keep = /\bkeep-alive\b/i.test(headers.connection ?? '');
  response.writeHead(status, keep ? fields : { ...fields, connection: 'close' });
  response.end(method === 'HEAD' ? undefined : body);
}
