/** Bodies that declare their size and come slowly: what is to come later is not set aside, and asked for when it comes. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { MemoryAdmission } from '../../../src/resources/memory/admission/index.ts';
import { VirtualClock } from '../../../src/testing/index.ts';
import { eventually, serve } from '../fixture.ts';
import { MIB, post, sendBody } from '../little-memory.ts';

/** An upload of 8 MiB of which a little has come, and whose next part finds no room. */
async function stuck() {
  const clock = new VirtualClock();
  const idle = { ms: 0 };
  const bounds = { roomBytes: 64 * MIB, headroomBytes: 64 * MIB };
  const look = () => admission.setBounds(bounds);
  const admission: MemoryAdmission = new MemoryAdmission({ clock, ...bounds, look, idleMs: () => idle.ms });
  look();
  const { ledger } = admission;
  const listener = async (incoming: IncomingMessage, response: ServerResponse) => {
    let bytes = 0;
    for await (const chunk of incoming) bytes += (chunk as Buffer).length;
    response.end(`got ${bytes}`);
  };
  const { connect } = await serve({ listener }, { clock, admission, limits: { maxBodyBytes: 64 * MIB } });
  const client = await connect();
  client.send(post(8 * MIB));
  sendBody(client, 4096);
  await eventually(() => ledger.held[0]?.receivedBytes === 4096);
  await clock.advance(250);
  idle.ms += 250;
  admission.ease();
  const room = (roomBytes: number, headroomBytes: number) => {
    Object.assign(bounds, { roomBytes, headroomBytes });
    look();
  };
  room(ledger.heldBytes, 0);
  sendBody(client, 8 * MIB - 4096);
  await eventually(() => ledger.growing.size === 1);
  return { clock, client, ledger, room };
}

test('is read on when there is room again', async () => {
  const { client, ledger, room } = await stuck();
  room(64 * MIB, 64 * MIB);
  expect(await client.until(/got \d+/)).toContain(`got ${8 * MIB}`);
  await eventually(() => ledger.held.length === 0);
});

test('is answered 503 where room does not come', async () => {
  const { client, clock, ledger } = await stuck();
  await clock.advance(2_200);
  expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: \d+/i);
  expect([ledger.growing.size, ledger.heldBytes]).toEqual([0, 0]);
});
