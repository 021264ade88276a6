import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Address, HttpAnswer, HttpRequest } from '../../engine.ts';

/**
 * One GET to an address, on a connection of its own: no proxy, no redirects, TLS not verified.
 *
 * @throws whatever kept the peer from answering, and the signal's reason once it aborts
 */
export async function get(
  { host, port }: Address,
  { url, headers }: HttpRequest,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const secure = url.protocol === 'https:';
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const options = {
    host,
    port,
    family: 4,
    path: `${url.pathname}${url.search}`,
    method: 'GET',
    agent: false,
    headers: { ...(!names.includes('host') && { host: url.host }), ...headers, connection: 'close' },
    rejectUnauthorized: false,
    signal,
  };
  const request = (secure ? httpsRequest : httpRequest)(options, resolve);
  request.once('error', (error) => reject(signal.aborted ? signal.reason : error));
  // 101 has no body, and without a listener nothing at all would be told of it, not even that the signal aborts.
  request.once('upgrade', (answer, socket) => {
    socket.destroy();
    resolve(answer);
  });
  request.end();
  const answer = await promise;
  // Whoever reads no body must not keep the connection.
  const close = () => void answer.destroy();
  return {
    status: answer.statusCode ?? 0,
    location: answer.headers.location,
    readBody: (limit) => readBody(answer, limit, signal).finally(close),
  };
}

async function readBody(answer: IncomingMessage, limit: number, signal: AbortSignal): Promise<void> {
  let read = 0;
  try {
    for await (const chunk of answer) {
      read += (chunk as Buffer).length;
      if (read >= limit) return;
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}
