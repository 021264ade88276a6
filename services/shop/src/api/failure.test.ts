import { BodyTooLargeError, type Logger } from '@seaworthy/runtime';
import { expect, test } from 'vitest';
import { answerFailure } from './failure.ts';

const logged: unknown[] = [];
const note = (fields: { err: unknown }) => void logged.push(fields.err);
const log = { error: note, warn: note } as unknown as Logger;

/** The status of the answer to a request whose signal was aborted with `reason`, if with any. */
const statusOf = (error: Error, reason?: Error) =>
  answerFailure(error, reason === undefined ? new AbortController().signal : AbortSignal.abort(reason), log)
    .status;

test('a client that has left is answered nothing', () => {
  const left = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
  expect(statusOf(left, left)).toBe(499);
  expect(statusOf(new DOMException('gone', 'AbortError'), left)).toBe(499);
  expect(logged).toEqual([]);
});

test('a body that the runtime has cut is answered 413, though that aborts the request', () => {
  const cut = new BodyTooLargeError(10);
  expect(statusOf(cut, cut)).toBe(413);
});

test('a defect is logged, also where the client has left', () => {
  const defect = new TypeError('x is undefined');
  expect(statusOf(defect, new Error('aborted'))).toBe(500);
  expect(statusOf(defect)).toBe(500);
  expect(logged).toEqual([defect, defect]);
});

test('refusals advise who uses the API, not who develops it', async () => {
  const refusal = answerFailure(new BodyTooLargeError(10), new AbortController().signal, log);
  expect(await refusal.json()).toMatchObject({ status: 413, detail: 'The body is too large.' });
});
