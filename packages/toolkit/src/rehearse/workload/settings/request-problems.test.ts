import { expect, test } from 'vitest';
import { settingsProblems } from './settings-problems.ts';
import type { LoadStep } from './settings.generated.ts';

const messages = (settings: unknown) =>
  settingsProblems(settings, {}).map(({ path, message }) => `${path}: ${message}`);
const ofStep = (step: LoadStep, load: object = {}) => messages({ load: { ...load, steps: [step] } });

test.each<[LoadStep, string]>([
  [{ path: '/a\nb' }, 'load.steps[0].path: has a control character'],
  [{ path: '/a#b' }, 'load.steps[0].path: has a fragment'],
  [{ path: '/', headers: { 'x y': '1' } }, 'load.steps[0].headers["x y"]: is no name of a header'],
  [
    { path: '/', kind: 'h2c', headers: { ':path': '/' } },
    'load.steps[0].headers[":path"]: is no name of a header',
  ],
  [{ path: '/', headers: { 'x-a': '1\r\nx-b: 2' } }, 'load.steps[0].headers.x-a: has a character'],
  [{ path: '/', kind: 'upload', overMs: 10_000 }, 'load.steps[0].overMs: leaves no time for an answer'],
  [{ path: '/', bodyBase64: 'AAAA=' }, 'load.steps[0].bodyBase64: expected base64'],
  [{ path: '/', body: 'a', bodyBase64: 'AAAA' }, 'load.steps[0].bodyBase64: stands beside a body'],
])('%j is refused: nobody could send it, or answer it in time', (step, message) => {
  expect(ofStep(step)).toEqual([expect.stringContaining(message)]);
});

test('what is sent for the state of a pod is looked at too', () => {
  const state = { write: { method: 'PUT', path: '/a\tb' }, read: { path: '/', headers: { 'x-a': '€' } } };
  expect(messages({ state })).toEqual([
    'state.write.path: has a control character, which no URL may hold',
    'state.read.headers.x-a: has a character that no header may hold',
  ]);
});

test('a request for the state of a pod may be HTTP/2, which has no headers of a connection', () => {
  const step = { path: '/', headers: { Connection: 'close' } };
  expect(messages({ state: { write: { ...step, kind: 'h2c' }, read: step } })).toEqual([
    'state.write.headers.Connection: is a header of HTTP/1.1, which HTTP/2 forbids',
  ]);
});

test('headers of a connection are refused over HTTP/2, and over HTTP/1.1 they are not', () => {
  const headers = {
    Connection: 'close',
    'Keep-Alive': 'timeout=5',
    'Transfer-Encoding': 'chunked',
    Upgrade: 'h2c',
    TE: 'gzip',
  };
  expect(ofStep({ path: '/', kind: 'h2c', headers })).toHaveLength(5);
  expect(ofStep({ path: '/', headers })).toEqual([]);
  expect(ofStep({ path: '/', kind: 'h2c', headers: { te: 'trailers', host: 'a' } })).toEqual([]);
});

test('headers of all requests are looked at as those of a step are', () => {
  const headers = { 'x y': '1', connection: 'close' };
  expect(messages({ load: { headers, steps: [{ path: '/' }] } })).toEqual([
    'load.headers["x y"]: is no name of a header',
  ]);
  expect(messages({ load: { headers, steps: [{ path: '/' }, { path: '/', kind: 'h2c' }] } })).toEqual([
    'load.headers["x y"]: is no name of a header',
    'load.headers.connection: is a header of HTTP/1.1, which HTTP/2 forbids',
  ]);
});

test('an upload may take as long as the time-out leaves it, and a stream longer', () => {
  expect(ofStep({ path: '/', kind: 'upload', overMs: 15_000 }, { timeoutSeconds: 20 })).toEqual([]);
  expect(ofStep({ path: '/', kind: 'sse', overMs: 15_000 })).toEqual([]);
});

test('a load of no steps is refused: it would send nothing', () => {
  expect(messages({ load: { steps: [] } })).toEqual(['load.steps: must NOT have fewer than 1 items']);
});

test('spaces, umlauts and tabs of a header are let through', () => {
  expect(ofStep({ path: '/suche?q=größe 12', headers: { 'x-a': 'größe\t12' } })).toEqual([]);
});
