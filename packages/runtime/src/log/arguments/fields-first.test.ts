import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { openLog } from '../open-log.props.ts';

/** Logs as plain JavaScript does: the types forbid what is lost. */
function open() {
  const { logger, last } = openLog();
  return (...args: readonly unknown[]) => {
    Reflect.apply(logger.error, logger, args);
    return last();
  };
}

const error = new TypeError('why');
const err = expect.objectContaining({ type: 'TypeError', message: 'why' });

test('an error or fields behind a message without a place for them are not lost', () => {
  const said = open();
  expect(said('failed', error)).toMatchObject({ err, msg: 'failed' });
  expect(said('order %d of %s', 7, 'ann', error)).toMatchObject({ err, msg: 'order 7 of ann' });
  expect(said('%d %% of it', 7, { order: 8 })).toMatchObject({ order: 8, msg: '7 % of it' });
  expect(said('paid', { order: 7, level: 'forged', token: 'hunter2' })).toMatchObject({
    level: 'error',
    fields_level: 'forged',
    token: '[redacted]',
    order: 7,
  });
});

test('the types take what is shown, as a catch has it too, and nothing that is lost', () => {
  const { logger, last } = openLog();
  const thrown: unknown = error;
  const absent = undefined as Error | undefined;
  logger.error('failed', thrown);
  expect(last()).toMatchObject({ err, msg: 'failed' });
  logger.child({ user: 'ann' }).error('failed', { order: 7 }, thrown);
  expect(last()).toMatchObject({ err, user: 'ann', order: 7, msg: 'failed' });
  logger.warn('failed', absent);
  expect(last()).toMatchObject({ msg: 'failed' });
  // @ts-expect-error a lone value has no name
  logger.info('paid', 7);
  // @ts-expect-error it is no number
  logger.info('paid %d', 'a lot');
});

test('an error beside fields is not lost, wherever it stands', () => {
  const said = open();
  const whole = { err, order: 7, msg: 'failed' };
  expect(said('failed', { order: 7 }, error)).toMatchObject(whole);
  expect(said('failed', error, { order: 7 })).toMatchObject(whole);
  expect(said({ order: 7 }, 'failed', error)).toMatchObject(whole);
  expect(said(error, 'failed', { order: 7 })).toMatchObject(whole);
  expect(said('%s', 'failed', { order: 7 }, error)).toMatchObject(whole);
  expect(said('failed', { order: 7, msg: 'own' }, error)).toMatchObject({ ...whole, fields_msg: 'own' });
  expect(said({ order: 7 }, 'failed', [8])).not.toHaveProperty('0');
  expect(said(null, 'failed', error)).toMatchObject({ msg: 'failed' });
});

test('a request or response beside an error is shown as one', () => {
  const said = open();
  const request = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url: '/orders' });
  const response = new ServerResponse(request);
  const req = expect.objectContaining({ url: '/orders' });
  expect(said(request, 'failed', error)).toMatchObject({ err, req, msg: 'failed' });
  expect(said('failed', response, error)).toMatchObject({ err, res: { headers: {} }, msg: 'failed' });
  expect(said('failed', { order: 7 }, request)).not.toHaveProperty('socket');
});

test('what has its place stays there', () => {
  const said = open();
  expect(said('failed: %s', error)).not.toHaveProperty('err');
  expect(said({ order: 7 }, 'paid %o', { by: 'ann' })).toMatchObject({ order: 7, msg: 'paid {"by":"ann"}' });
  expect(said(error, 'failed')).toMatchObject({ err, msg: 'failed' });
  expect(said('failed', 'twice', null)).toMatchObject({ msg: 'failed' });
  for (const many of [[7, 8], Buffer.from('ab')]) expect(said('read', many)).not.toHaveProperty('0');
});

test('what has no JSON is text', () => {
  const said = open();
  expect(said(Symbol('it'))).toMatchObject({ msg: 'Symbol(it)' });
  expect(said(() => 1)).toMatchObject({ msg: '() => 1' });
});
