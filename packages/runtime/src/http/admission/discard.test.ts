import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { Discards } from './discard.ts';

test('eight bodies are read at a time, and the next when one has ended', async () => {
  const discards = new Discards();
  const requests = Array.from({ length: 10 }, () => new IncomingMessage(new Socket()));
  for (const request of requests) discards.add(request, () => {});
  const reading = () => requests.filter((request) => discards.isReading(request));
  expect(reading()).toEqual(requests.slice(0, 8));
  const [first] = requests;
  first?.destroy();
  if (first !== undefined) await once(first, 'close');
  expect(reading()).toEqual(requests.slice(1, 9));
});

test('a body that has ended leaves nothing behind on its connection, which goes on', async () => {
  const discards = new Discards();
  const socket = new Socket();
  const before = socket.listenerCount('close');
  const request = Object.assign(new IncomingMessage(socket), { httpVersionMajor: 1 });
  discards.add(request, () => {});
  expect(socket.listenerCount('close')).toBeGreaterThan(before);
  request.complete = true;
  request.push(null);
  await once(request, 'close');
  expect(socket.destroyed).toBe(false);
  expect(socket.listenerCount('close')).toBe(before);
});
