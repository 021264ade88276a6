import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP connection to a server that may break. */
export interface FaultyLine extends AsyncDisposable {
  /** Such as `127.0.0.1:5000`. */
  readonly address: string;
  /** Bytes that clients have sent. */
  readonly sent: number;
  /** How often it broke. */
  readonly breaks: number;
}

/** What happens to a line, and when: after that many bytes from clients, or when the second chunk of a large upload begins. */
export type LineFault =
  | { readonly fault: 'break'; readonly after: number | 'first chunk' }
  | { readonly fault: 'stall'; readonly after: number };

/**
 * Passes connections on to `target` until the fault: `break` ends every connection, once, and `stall` passes nothing on any
 * more. The bytes that it happens at are not passed on.
 */
export async function faultyLine(target: string, { after, fault }: LineFault): Promise<FaultyLine> {
  const [host = '', port = ''] = target.split(':');
  const state = { sent: 0, breaks: 0, chunks: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), host);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
    upstream.on('data', (chunk: Buffer) => {
      // What is accepted of the large upload: small ones beside it may be so at any time.
      if (/^HTTP\S+ 202[^]*^range: 0-\d{7,}/im.test(chunk.toString('latin1'))) state.chunks += 1;
      client.write(chunk);
    });
    client.on('data', (chunk: Buffer) => {
      state.sent += chunk.length;
      const isTime = after === 'first chunk' ? state.chunks > 0 : state.sent >= after;
      const isFault = isTime && (fault === 'stall' || state.breaks === 0);
      if (!isFault) return void upstream.write(chunk);
      state.breaks += 1;
      if (fault === 'break') for (const socket of sockets) socket.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    get sent() {
      return state.sent;
    },
    get breaks() {
      return state.breaks;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
