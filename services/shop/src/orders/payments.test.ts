import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { VirtualClock } from '@seaworthy/runtime/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Payments } from './payments.ts';

const order = { id: '00000000-0000-4000-8000-000000000000', totalCents: 1 };
const never = new AbortController().signal;

const paths: (string | undefined)[] = [];
const server = createServer((request, response) => {
  paths.push(request.url);
  response.writeHead(503).end();
});
let base: string;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

test('an outage counts until it is known to be over, or long after the last request that met it', async () => {
  const clock = new VirtualClock();
  const payments = new Payments(base, clock);
  payments.check();
  await expect(payments.pay(order, never)).rejects.toThrow('503');
  await clock.advance(119_999);
  expect(() => payments.check()).toThrow('503');
  await clock.advance(1);
  payments.check();
});

test.each([
  ['', '/payments'],
  ['/', '/payments'],
  ['/api', '/api/payments'],
  ['/api/', '/api/payments'],
])('payments at `%s` of a server are asked at %s', async (under, path) => {
  await expect(new Payments(base + under, new VirtualClock()).pay(order, never)).rejects.toThrow('503');
  expect(paths.at(-1)).toBe(path);
});
