import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { AccessEntry } from '../../../log/index.ts';
import { knownMethod } from '../../http-method.ts';
import { redactedQuery, splitAuthority, type HostPort } from '../http-attributes.ts';
import type { AttributeList } from '../span/index.ts';

/** The attributes of a server span by the stable HTTP semantic conventions, in one allocation. */
export function serverAttributes(request: IncomingMessage, served: AccessEntry): AttributeList {
  const { method, path, route, status, remote, userAgent, outcome } = served;
  const { headers, url = '' } = request;
  const known = knownMethod(method);
  const server = authority(headers.host ?? pseudoHeader(headers[':authority']));
  const forwarded = headers['x-forwarded-for'];
  const query = url.indexOf('?');
  const failure = status >= 500 ? String(status) : undefined;
  return [
    'http.request.method',
    known,
    'http.request.method_original',
    known === method ? undefined : method,
    'http.route',
    route,
    'http.response.status_code',
    status === 0 ? undefined : status,
    'url.path',
    path,
    'url.query',
    query === -1 ? undefined : redactedQuery(url.slice(query + 1)),
    'url.scheme',
    scheme(request),
    'server.address',
    server.host === '' ? undefined : server.host,
    'server.port',
    server.port,
    'client.address',
    forwarded === undefined ? remote : firstOf(forwarded),
    'network.peer.address',
    remote,
    'network.protocol.version',
    request.httpVersion === '2.0' ? '2' : request.httpVersion,
    'user_agent.original',
    userAgent,
    'error.type',
    outcome === 'completed' ? failure : outcome,
  ];
}

function scheme({ headers, socket }: IncomingMessage): string {
  const forwarded = headers['x-forwarded-proto'];
  if (forwarded !== undefined) return firstOf(forwarded);
  return (socket as Partial<TLSSocket> | null)?.encrypted ? 'https' : 'http';
}

function firstOf(list: string | string[]): string {
  const text = typeof list === 'string' ? list : (list[0] ?? '');
  const comma = text.indexOf(',');
  return comma === -1 ? text : text.slice(0, comma).trim();
}

function pseudoHeader(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}

// A service is called by few names, one after the other by the same.
let lastAuthority = '';
let lastServer: HostPort = { host: '', port: undefined };

function authority(value: string): HostPort {
  if (value !== lastAuthority) {
    lastServer = splitAuthority(value);
    lastAuthority = value;
  }
  return lastServer;
}
