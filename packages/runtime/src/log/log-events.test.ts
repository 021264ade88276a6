import { expect, test } from 'vitest';
import { HttpError } from '../errors.ts';
import { EventBus, type RuntimeEvent } from '../events.ts';
import { runInScope } from '../scope.ts';
import { logEvents } from './log-events.ts';
import { openLog } from './open-log.props.ts';

function lineOf(event: RuntimeEvent): Record<string, unknown> {
  const { lines, last, ...log } = openLog({ level: 'trace' });
  const bus = new EventBus();
  using _subscription = logEvents(bus, log);
  bus.emit(event);
  expect(lines).toHaveLength(1);
  return last();
}

test('an event is a sentence, with its data as fields', () => {
  const error = new Error('refused', { cause: new Error('down') });
  const event = { type: 'waiting', component: 'postgres', attempt: 2, retryInMs: 399.9172, error } as const;
  expect(lineOf(event)).toMatchObject({
    level: 'warn',
    event: 'waiting',
    component: 'postgres',
    attempt: 2,
    retry_in_ms: 400,
    err: { message: 'refused', cause: { message: 'down' } },
    msg: 'Waiting for postgres: attempt 2 failed, the next in 400 ms: refused',
  });
});

test.each([
  [{ type: 'state', from: 'starting', to: 'ready', reason: 'started' }, 'info'],
  [{ type: 'state', from: 'ready', to: 'degraded', reason: 'cache' }, 'warn'],
  [{ type: 'state', from: 'ready', to: 'failed', reason: 'fault' }, 'fatal'],
  [{ type: 'fault', origin: 'uncaughtException', error: 'text' }, 'fatal'],
  [{ type: 'check', check: 'db', critical: true, from: 'passing', to: 'failing', error: 'x' }, 'error'],
  [{ type: 'check', check: 'db', critical: false, from: 'passing', to: 'failing' }, 'warn'],
  [{ type: 'check', check: 'db', critical: true, from: 'failing', to: 'passing' }, 'info'],
  [{ type: 'config.reloaded', generation: 2, changed: ['A'], needsRestart: [] }, 'info'],
  [{ type: 'config.reloaded', generation: 2, changed: [], needsRestart: ['B'] }, 'warn'],
  [{ type: 'drain.aborted', stage: 'workers', what: ['mailer'] }, 'error'],
] satisfies [RuntimeEvent, string][])('%j is %s', (event, level) => {
  expect(lineOf(event)['level']).toBe(level);
});

test('a client’s mistake is no error of the service, and has no stack', () => {
  const event = (status: number) => {
    const error = new HttpError('SW_UPLOAD_TYPE', { what: 'It is text' }, { status });
    return { type: 'http.error', requestId: 'r', method: 'POST', path: '/photos', error } as const;
  };
  const line = lineOf(event(415));
  expect(line).toMatchObject({ level: 'info', code: 'SW_UPLOAD_TYPE', status: 415 });
  expect(line).not.toHaveProperty('err');
  expect(lineOf(event(503))).toMatchObject({ level: 'error', err: { code: 'SW_UPLOAD_TYPE' } });
});

test('an unknown variable is named with the nearest known one', () => {
  const event = { type: 'config.unknown', variable: 'SHOP_LIMTI', nearest: 'SHOP_LIMIT' } as const;
  expect(lineOf(event)['msg']).toBe('Nothing reads SHOP_LIMTI (environment); did you mean SHOP_LIMIT?');
});

test('what tells of one request has no ids of another, in whose scope it was found', () => {
  const event = { type: 'http.error', requestId: 'r', method: 'GET', path: '/', error: 'no' } as const;
  const ofOther = { requestId: 'other', traceId: 't', spanId: 's' };
  const line = runInScope(ofOther, lineOf, event, undefined);
  expect(line).toMatchObject({ request_id: 'r' });
  expect(line).not.toHaveProperty('trace_id');
  expect(runInScope({ ...ofOther, requestId: 'r' }, lineOf, event, undefined)).toMatchObject({
    trace_id: 't',
  });
});
