import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../testing/index.ts';
import { judge } from '../index.ts';

const facts = { pod: 'new-b', container: 'app', restartCount: 0, stream: 'stderr', cut: false } as const;

type Line = { readonly at: number; readonly text: string; container?: string; restartCount?: number };

/** The cause that is told of an exit of new-b at 20 s, of lines that were written besides its own. */
const causeAmong = (...lines: readonly Line[]) => verdictAmong(...lines)?.cause;

function verdictAmong(...lines: readonly Line[]) {
  const evidence = rehearsedRollout();
  evidence
    .note(20_000, { type: 'container-exited', pod: 'new-b', container: 'app', exitCode: 1, reason: 'Error' })
    .started('new-b', 21_000, 1);
  evidence.logs.push({ ...facts, at: 19_990, text: 'TypeError: x is not a function' });
  for (const line of lines) evidence.logs.push({ ...facts, ...line });
  return judge(evidence.build()).find(({ expectation }) => expectation === 'start/no-crash');
}

test.each([
  ['the run that followed it', { at: 50_000, restartCount: 1, text: 'client disconnected: fatal=false' }],
  ['a container beside it', { at: 19_995, container: 'agent', text: 'no error so far' }],
])('of an exit its own words are told, and not those of %s', (_, line) => {
  expect(causeAmong(line)).toBe('it wrote: TypeError: x is not a function');
});

test('of an error with fields the error is told, and not one of them', () => {
  const fields = ['Error: Connection terminated {', '    _connectionError: false', '}', 'Node.js v24.21.0'];
  expect(causeAmong(...fields.map((text) => ({ at: 19_995, text })))).toBe(
    'it wrote: Error: Connection terminated {',
  );
});

test('of an error that refers to itself the error is told', () => {
  expect(causeAmong({ at: 19_995, text: '<ref *1> Error: read ECONNRESET' })).toBe(
    'it wrote: Error: read ECONNRESET',
  );
});

test('of coloured lines the words are told, and a frame among them is none of them', () => {
  const lines = [
    '\u001b[31mError: no such host\u001b[39m',
    '\u001b[90m    at Errors.raise (main.js:1:1)\u001b[39m',
  ];
  expect(causeAmong(...lines.map((text) => ({ at: 19_995, text })))).toBe('it wrote: Error: no such host');
});

test('of a Go program that panicked the panic is told, and not a frame that is called after errors', () => {
  const panic = [
    'panic: dial tcp: connection refused',
    '',
    'goroutine 1 [running]:',
    'main.checkError({0x498b48?, 0x1f64d1982000?})',
    '\t/src/main.go:7 +0x2c',
    'example.com/shop/errors.(*Fatal).raise(...)',
    'created by main.handlePanic in goroutine 1',
    'exit status 2',
  ];
  expect(causeAmong(...panic.map((text) => ({ at: 19_995, text })))).toBe(
    'it wrote: panic: dial tcp: connection refused',
  );
});

test.each([
  '{"level":"info","msg":"shutdown complete, errors: 0"}',
  '{"level":30,"msg":"shutdown complete, errors: 0"}',
  '{"severity": "INFO", "message": "shutdown complete, errors: 0"}',
  '{"log.level":"info","message":"shutdown complete, errors: 0"}',
  '{"status":"info","message":"shutdown complete, errors: 0"}',
  'time=12:00 level=debug msg="shutdown complete, errors: 0"',
])('what is logged below a warning names no error: %s', (text) => {
  expect(causeAmong({ at: 19_995, text })).toBe('it wrote: TypeError: x is not a function');
});

test.each([
  '{"level":"error","msg":"fatal: no such level: info"}',
  '{"level":"error","msg":"failed","status":200}',
  "ValueError('x')",
])('an error is told in whatever form: %s', (text) => {
  expect(causeAmong({ at: 19_995, text })).toBe(`it wrote: ${text}`);
});

test('the lines beside them are told from the error on, of many the first and the last ones', () => {
  const written = (texts: readonly string[]) =>
    verdictAmong(...texts.map((text) => ({ at: 19_995, text })))?.output;
  const [own] = ['TypeError: x is not a function'];
  expect(written(['\u001b[31mError: no host\u001b[0m', '', '    at main.js:1:1', 'Node.js v24'])).toEqual([
    own,
    'Error: no host',
    '    at main.js:1:1',
    'Node.js v24',
  ]);
  const fields = Array.from({ length: 50 }, (_, n) => `    field${n}: ${'z'.repeat(400)}`);
  const many = written(['Error: no host {', ...fields, '}']) ?? [];
  expect(many).toHaveLength(11);
  expect(many[0]).toBe('Error: no host {');
  expect(many[6]).toBe('… 42 lines more');
  expect(many[5]).toHaveLength(301);
  expect(many.at(-1)).toBe('}');
});

test('what is read of a run after its exit was seen is its own', () => {
  expect(causeAmong({ at: 20_005, text: 'Error: the last' })).toBe('it wrote: Error: the last');
});

test('a pod that had the name later has said nothing of it', () => {
  const evidence = rehearsedRollout()
    .note(20_000, { type: 'container-exited', pod: 'new-b', container: 'app', exitCode: 1, reason: 'Error' })
    .note(25_000, { type: 'pod-removed', pod: 'new-b' })
    .pod('new-b', 26_000, 2);
  evidence.logs.push({ ...facts, at: 27_000, text: 'errors: 0' });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'start/no-crash');
  expect(verdict?.cause).toBe('it wrote nothing before it exited');
});
