import { expect, test } from 'vitest';
import type { LoadStep } from '../workload/index.ts';
import { planOf } from './plan.ts';

const defaults = { seed: 1, authority: 'shop' };

test('without settings 100 requests a second for / come of 10 clients, a third of them by new connections', () => {
  expect(planOf({}, defaults)).toMatchObject({
    perSecond: 100,
    clients: 10,
    freshPart: 0.3,
    timeoutMs: 10_000,
    actions: [{ name: 'GET /', kind: 'http1', weight: 1, headers: {}, body: undefined, overMs: 0 }],
  });
});

test('an upload without a body has 64 KiB of one, and a stream is kept for 10 s', () => {
  const steps: LoadStep[] = [
    { path: '/', kind: 'upload' },
    { path: '/', kind: 'sse' },
  ];
  const [upload, stream] = planOf({ steps }, defaults).actions;
  expect(upload).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/octet-stream' } });
  expect(upload?.body).toHaveLength(65_536);
  expect(stream).toMatchObject({ method: 'GET', overMs: 10_000 });
});

test('a body that is no text is sent as JSON, unless the step says what it is', () => {
  const steps = [
    { path: '/', method: 'POST', body: { a: 1 } },
    { path: '/', method: 'POST', body: { a: 1 }, headers: { 'Content-Type': 'application/x' } },
  ];
  expect(planOf({ steps }, defaults).actions).toMatchObject([
    { body: '{"a":1}', headers: { 'content-type': 'application/json' } },
    { body: '{"a":1}', headers: { 'content-type': 'application/x' } },
  ]);
});

test('a body of bytes is sent as them, on memory that nobody else has', () => {
  const [action] = planOf({ steps: [{ path: '/', method: 'POST', bodyBase64: 'AP+A' }] }, defaults).actions;
  expect(action).toMatchObject({ headers: {}, body: new Uint8Array([0, 255, 128]) });
  expect(action?.body instanceof Uint8Array && action.body.buffer.byteLength).toBe(3);
});

test('what no URL may hold is percent-encoded, what is encoded stays, and the name is as the settings have it', () => {
  const pathOf = (path: string) => planOf({ steps: [{ path }] }, defaults).actions[0];
  expect(pathOf('/suche?q=größe 12')).toMatchObject({
    name: 'GET /suche?q=größe 12',
    path: '/suche?q=gr%C3%B6%C3%9Fe%2012',
  });
  expect(pathOf('/a%20b/{id}|"x"\uD800')).toMatchObject({ path: '/a%20b/%7Bid%7D%7C%22x%22%EF%BF%BD' });
  const allowed = "/-._~:/?[]@!$&'()*+,;=%/../x";
  expect(pathOf(allowed)).toMatchObject({ path: allowed });
});
