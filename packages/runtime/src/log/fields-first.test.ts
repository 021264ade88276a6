import { expect, test } from 'vitest';
import { createLogger } from './service-log.ts';

function open() {
  const lines: string[] = [];
  const { logger } = createLogger({
    service: 'shop',
    version: '1.0.0',
    level: 'info',
    format: 'json',
    env: {},
    stream: { write: (line) => lines.push(line) },
  });
  /** As plain JavaScript calls it: of literals pino’s types forbid what is lost. */
  const said = (...args: readonly unknown[]) => {
    Reflect.apply(logger.error, logger, args);
    return JSON.parse(lines.at(-1) ?? 'null') as Record<string, unknown>;
  };
  return said;
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
