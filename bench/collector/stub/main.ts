/** The collector's process. Each {@link Order} that it is sent is answered by a {@link Report}. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { countSpans } from './count-spans.ts';

/** What it does with a request: `refuse` is not to listen at all. */
export type Behaviour = 'accept' | 'hang' | 'refuse' | '429' | '503' | 'garbage';

/** What it is told. */
export interface Order {
  /** Absent: as before. */
  readonly behaviour?: Behaviour;
  /** Whose spans are asked for. Absent: of all. */
  readonly sender?: string;
}

/** What it tells. */
export interface Report {
  readonly port: number;
  /** Accepted since the start from whom was asked for. */
  readonly spans: number;
}

let behaviour: Behaviour = 'accept';
/** Accepted spans by path: who sends as one of several has a path of its own. */
const spans = new Map<string, number>();
let port = 0;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => answer(Buffer.concat(chunks), request, response));
});

process.on('message', (order: Order) => void obey(order));
process.once('disconnect', () => process.exit());

async function obey(order: Order): Promise<void> {
  behaviour = order.behaviour ?? behaviour;
  if (behaviour === 'refuse') {
    server.close();
    server.closeAllConnections();
  } else if (!server.listening) {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    ({ port } = server.address() as AddressInfo);
  }
  process.send?.({ port, spans: spansOf(order.sender) } satisfies Report);
}

function spansOf(sender: string | undefined): number {
  let sum = 0;
  for (const [path, count] of spans) if (sender === undefined || path.startsWith(`/${sender}/`)) sum += count;
  return sum;
}

function answer(body: Buffer, request: IncomingMessage, response: ServerResponse): void {
  switch (behaviour) {
    case 'accept':
      spans.set(request.url ?? '', (spans.get(request.url ?? '') ?? 0) + countSpans(body));
      response.setHeader('content-type', 'application/x-protobuf').end();
      return;
    case '429':
    case '503':
      response.writeHead(Number(behaviour), { 'retry-after': '1' }).end();
      return;
    case 'garbage':
      request.socket.write('\0\u0001 this is no HTTP \r\n\r\n');
      return;
    case 'hang':
    case 'refuse':
  }
}
