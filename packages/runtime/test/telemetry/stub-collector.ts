import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { decodeTraces, spansOf, type JsonSpan, type JsonTraces } from './official-otlp.ts';
import { listen } from './listen.ts';

/** A collector in this process: reads what it is sent by OpenTelemetry's own definitions, and answers as told. */
export interface StubCollector extends Disposable {
  readonly endpoint: string;
  readonly requests: { readonly headers: IncomingMessage['headers']; readonly traces: JsonTraces }[];
  /** How the next requests are answered. Default: 200 without a body. */
  answer: (response: ServerResponse) => void;
  spans(): JsonSpan[];
  /** The one span of that name. */
  span(name: string): JsonSpan;
}

export async function startStubCollector(): Promise<StubCollector> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { headers } = request;
      const sent = Buffer.concat(chunks);
      const body = headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
      const traces = headers['content-type']?.includes('json')
        ? (JSON.parse(body.toString()) as JsonTraces)
        : decodeTraces(body);
      collector.requests.push({ headers, traces });
      collector.answer(response);
    });
  });
  const { url, close } = await listen(server);
  const collector: StubCollector = {
    endpoint: url,
    requests: [],
    answer: (response) => response.end(),
    spans: () => collector.requests.flatMap(({ traces }) => spansOf(traces)),
    span: (name) => {
      const found = collector.spans().filter((span) => span.name === name);
      if (found[0] === undefined || found.length > 1)
        throw new Error(
          `${found.length} spans ${name} among ${collector
            .spans()
            .map((span) => span.name)
            .join(', ')}`,
        );
      return found[0];
    },
    [Symbol.dispose]: close,
  };
  return collector;
}
