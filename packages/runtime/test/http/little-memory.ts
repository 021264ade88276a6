import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HttpLimits, LoadOptions, RouteBody } from '../../src/http/index.ts';
import { MemoryAdmission } from '../../src/resources/memory/admission/index.ts';
import { VirtualClock } from '../../src/testing/index.ts';
import { eventually, gate, serve, type RawClient } from './fixture.ts';

export const MIB = 2 ** 20;

/** A server with room for `roomBytes`, whose handler buffers the body, and answers when `open` is called. */
export async function serveIn(
  roomBytes: number,
  { bodies, load, ...limits }: HttpLimits & { bodies?: Record<string, RouteBody>; load?: LoadOptions } = {},
) {
  const clock = new VirtualClock();
  const admission: MemoryAdmission = new MemoryAdmission({
    clock,
    roomBytes,
    random: () => 0,
    look: () => admission.setBounds({ roomBytes, headroomBytes: roomBytes - admission.ledger.heldBytes }),
  });
  admission.setBounds({ roomBytes, headroomBytes: roomBytes });
  const { opened, open } = gate();
  let handled = 0;
  const listener = async (incoming: IncomingMessage, response: ServerResponse) => {
    handled++;
    let bytes = 0;
    for await (const chunk of incoming) bytes += (chunk as Buffer).length;
    await opened;
    response.end(`got ${bytes}`);
  };
  const upgrades = new Set<Duplex>();
  const upgrade = (_: IncomingMessage, socket: Duplex) => void upgrades.add(socket);
  const fixture = await serve(
    { listener, upgrade },
    {
      clock,
      admission,
      bodies,
      ...(load !== undefined && { load }),
      limits: { maxBodyBytes: 64 * MIB, ...limits },
    },
  );
  const { ledger } = admission;
  const empty = () => ledger.heldBytes === 0 && ledger.waitingBytes === 0 && ledger.held.length === 0;
  return { ...fixture, clock, admission, ledger, open, empty, upgrades, handled: () => handled };
}

export const post = (bytes: number, more = '') =>
  `POST /up HTTP/1.1\r\nHost: t\r\nContent-Length: ${bytes}\r\n${more}\r\n`;

/** Clients that each declare a body, of which the first is let in and no other has room. */
export async function crowd({ connect, ledger }: Awaited<ReturnType<typeof serveIn>>, others: number) {
  const first = await connect();
  first.send(post(20 * MIB));
  await eventually(() => ledger.held.length === 1);
  return Promise.all(Array.from({ length: others }, async () => (await connect()).send(post(2 * MIB))));
}

/** Sends a body in the parts that a socket takes. */
export function sendBody(client: RawClient, bytes: number): void {
  client.send('x'.repeat(bytes));
}

/** The whole of a refusal. */
export const answered = /\r\n\r\nService Unavailable/;
